namespace Ticketing.Simulation;

/// <summary>A way to break the code: a piece of a source file, and what to put in its place.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="File">The file, from the repository's root.</param>
/// <param name="Find">A text that the file has exactly once.</param>
/// <param name="Replace">What stands there instead.</param>
/// <param name="Within">How many seeds it may take at most until it is found.</param>
/// <param name="Seed">A seed that found it. The hunt begins there, and runs the seeds from 1 on where that one finds nothing any more.</param>
public sealed record Variant(string Name, string File, string Find, string Replace, int Within, int Seed = 1)
{
    /// <summary>The project that the file belongs to, from the repository's root.</summary>
    public string Project => string.Join('/', File.Split('/')[..2]);

    public static IReadOnlyList<Variant> All { get; } =
    [
        new(
            "acknowledge before the write",
            "src/Ticketing.Grains/Durable.cs",
            "            _covering = Guard(write);",
            "            _ = Guard(write);",
            2_000),
        new(
            "ignore expiry in Confirm",
            "src/Ticketing.Domain/Inventory/UnitDecisions.cs",
            "command.Verdict ? unit.IsLive(claim, nowMs) : nowMs < claim.ExpiresMs;",
            "true;",
            2_000, 77),
        new(
            "forget to release on a partial refusal",
            "src/Ticketing.Grains/Inventory/SectionGrain.Parts.cs",
            "            await ReleaseUnits(command.HoldId, claims.Fresh, EndReason.Withdrawn, command.IssuedAt);\n            if (command.Wish",
            "            if (command.Wish",
            2_000, 156),
        new(
            "skip the ETag",
            "tests/Orleans.Simulation/Storage/SimulatedStore.cs",
            "if (expectedVersion != AnyVersion && expectedVersion != actual)",
            "if (expectedVersion < AnyVersion)",
            6_000, 23),
        new(
            "reminder not registered again",
            "src/Ticketing.Grains/Inventory/SectionGrain.cs",
            "        _remindedMs = 0;\n        _reminder = Unregister(_reminder);",
            "        _reminder = Unregister(_reminder);",
            2_000, 205),
        new(
            "reply cached before the effect",
            "src/Ticketing.Grains/Holds/HoldGrain.cs",
            "        hold.Phase = HoldPhase.Active;\n        await _hold.Changed();",
            "        hold.Phase = HoldPhase.Active;\n        _ = _hold.Changed();",
            2_000),
        new(
            "confirm without pinning",
            "src/Ticketing.Grains/Holds/HoldGrain.cs",
            "await Pin(hold) is var unpinned && unpinned != RefusalCode.None",
            "hold.Parts.Count == 0 && RefusalCode.None is var unpinned",
            2_000, 4),
        new(
            "a late claim that revives a released hold",
            "src/Ticketing.Domain/Inventory/UnitDecisions.cs",
            "claim.IsCoordinated && claim.Status != HoldStatus.Confirmed && !claim.IsPinned && claim.IssuedMs < issuedMs;",
            "claim.IsCoordinated && claim.Status != HoldStatus.Confirmed && !claim.IsPinned;",
            2_000, 8),
        new(
            "keep serving after a failed write",
            "src/Ticketing.Grains/Durable.cs",
            "            End();\n            throw new OutcomeUnknownException",
            "            throw new OutcomeUnknownException",
            2_000, 12),
        new(
            "a member of a message that does not cross between silos",
            "src/Ticketing.Contracts/Inventory/InventoryCommands.cs",
            "    [Id(6)]\n    public DateTimeOffset ExpiresAt",
            "    [field: NonSerialized]\n    public DateTimeOffset ExpiresAt",
            2_000),
        new(
            "a transition without its audit entry",
            "src/Ticketing.Domain/Bookings/BookingDecisions.cs",
            "        next.Audit.Add(",
            "        if (status != BookingStatus.Expired) next.Audit.Add(",
            2_000, 3),
        new(
            "lose an outbox entry",
            "src/Ticketing.Grains/Bookings/BookingGrain.cs",
            "        await Task.WhenAll(Index(booking), Append(booking));",
            "        _ = Append(booking);\n        await Index(booking);",
            2_000),
        new(
            "lose the news of a waitlist",
            "src/Ticketing.Grains/Waitlists/WaitlistPageGrain.cs",
            "            await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append(events);",
            "            _ = GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append(events);",
            2_000, 7),
        new(
            "lose what became of a hold",
            "src/Ticketing.Grains/Inventory/UnitGrain.cs",
            "        await feed.Append(events.ToImmutable());",
            "        _ = feed.Append(events.ToImmutable());",
            2_000),
        new(
            "forget the places of a cancelled booking",
            "src/Ticketing.Grains/Bookings/BookingGrain.cs",
            "await GrainFactory.HomeOf(booking.BookingId.Hold).ReturnSoon(booking.BookingId);",
            "await Task.CompletedTask;",
            4_000),
        new(
            "take the money twice",
            "src/Ticketing.Domain/Payments/PaymentDecisions.cs",
            "-{attempt.Number}\"",
            "-{payment.Steps.Count}\"",
            2_000, 3),
        new(
            "forget the refund of money that came late",
            "src/Ticketing.Domain/Payments/PaymentDecisions.cs",
            "attempt.RefundedMinor >= attempt.AmountMinor ? PaymentAct.TellUnpaid : PaymentAct.Refund,",
            "PaymentAct.TellUnpaid,",
            4_000),
        new(
            "offer one place twice",
            "src/Ticketing.Grains/Waitlists/WaitlistGrain.Working.cs",
            "now && await GoOnOffering(now));",
            "now && await GoOnOffering(now with { Offers = now.Offers + 1 }));",
            4_000),
        new(
            "sell to the public what the line waits for",
            "src/Ticketing.Domain/Inventory/SectionState.cs",
            "BlockPicture picture) => terms.IsGated",
            "BlockPicture picture) => terms is null",
            2_000, 54),
        new(
            "skip the head of the line",
            "src/Ticketing.Domain/Waitlists/WaitlistLine.cs",
            "foreach (var entry in pending)",
            "foreach (var entry in pending.Skip(pending.Count > 1 ? 1 : 0))",
            2_000),
        new(
            "admit before the write",
            "src/Ticketing.Grains/Doors/DoorGrain.cs",
            "        return _door.Changed();",
            "        _ = _door.Changed();\n        return Task.CompletedTask;",
            2_000),
        new(
            "admit without asking the booking",
            "src/Ticketing.Grains/Doors/DoorGrain.cs",
            "await Attend(claims.TicketId);",
            "await Task.FromResult(new Standing { IsKnown = true });",
            2_000),
        new(
            "finalization forgets a booking whose call was lost",
            "src/Ticketing.Domain/Finalization/FinalizationDecisions.cs",
            "            case FinalizationOutcome.Failed or FinalizationOutcome.Hopeless:",
            "            case FinalizationOutcome.Hopeless:",
            2_000, 11),
        new(
            "finalize what was cancelled",
            "src/Ticketing.Domain/Bookings/BookingFinalization.cs",
            "booking is not { Version: > 0, Status: BookingStatus.Confirmed or BookingStatus.Completed } ? null",
            "booking is not { Version: > 0, ConfirmedAt: not null } ? null",
            4_000, 7),
        new(
            "return the old places before the exchange is decided",
            "src/Ticketing.Grains/Payments/PaymentGrain.cs",
            "\"new places taken\"));",
            "\"new places taken\"));\n        await GrainFactory.HomeOf(exchange.From).Return(BookingId.Of(exchange.From));",
            4_000),
        new(
            "keep the old places after an exchange",
            "src/Ticketing.Domain/Bookings/BookingExchanges.cs",
            "        GiveUpPlaces(next);\n        (next",
            "        (next",
            2_000),
        new(
            "pass a ticket on and leave its code good",
            "src/Ticketing.Domain/Bookings/BookingTransfers.cs",
            "        BookingTickets.Revise(next, command.Place, command.Revision + 1, now);\n",
            "",
            2_000, 3),
        new(
            "charge what the section asks, whatever the hold was placed for",
            "src/Ticketing.Domain/Holds/HoldDecisions.cs",
            "hold.Prices?.TotalMinor ?? hold.PlacedMinor ?? hold.Parts",
            "hold.Parts",
            2_000, 2),
        new(
            "price taken at payment time",
            "src/Ticketing.Grains/Inventory/SectionGrain.cs",
            "return Answer(await Learn(unit, Lanes(unit) is { } lanes ? lanes.Confirmations.AskAsync(command) : Unit(unit).Confirm(command)));",
            "var sold = await Learn(unit, Lanes(unit) is { } lanes ? lanes.Confirmations.AskAsync(command) : Unit(unit).Confirm(command)); return Answer(sold with { Hold = sold.Hold is { } hold ? hold with { AmountMinor = hold.Quantity * terms.PriceMinor } : null });",
            2_000, 195),
        new(
            "tell nobody whose letter of a change failed once",
            "src/Ticketing.Domain/Events/NoticeDecisions.cs",
            "case LetterResult.Unavailable when tried.Attempts + 1 < options.MailAttempts:",
            "case LetterResult.Unavailable when tried.Attempts > options.MailAttempts:",
            4_000, 11),
        new(
            "write to nobody whose letter waits for another try",
            "src/Ticketing.Grains/Events/BuyerLettersGrain.cs",
            "var answers = await SendAll([.. due, .. fresh], cause, cancellationToken);",
            "var answers = await SendAll([.. fresh], cause, cancellationToken);",
            4_000, 11),
        new(
            "write to whoever books after the message",
            "src/Ticketing.Grains/Finalization/TicketMailerGrain.cs",
            "view.ConfirmedAt > message.At ||",
            "view.ConfirmedAt > message.At.AddHours(1) ||",
            4_000, 6),
        new(
            "sell places without the fees of their hold",
            "src/Ticketing.Domain/Holds/HoldPricing.cs",
            "fees + line.FeeMinor + orderFee, 0);",
            "fees + line.FeeMinor, 0);",
            2_000, 2),
        new(
            "hold places of the first section alone",
            "src/Ticketing.Grains/Holds/HoldGrain.cs",
            "foreach (var wish in command.Wishes)",
            "foreach (var wish in command.Wishes.Take(1))",
            2_000, 8),
        new(
            "a code used twice",
            "src/Ticketing.Domain/Codes/CodeDecisions.cs",
            "code.Used + Reserved(code, nowMs) - own >=",
            "code.Used - own >=",
            2_000, 3),
        new(
            "a ticket type's quota that counts orders",
            "src/Ticketing.Grains/Holds/HoldGrain.cs",
            "Allowed(hold, quota.Quantity, quota.Limit)",
            "Allowed(hold, 1, quota.Limit)",
            2_000, 2),
        new(
            "a cancelled ticket that stays in its type's quota",
            "src/Ticketing.Grains/Holds/HoldGrain.Telling.cs",
            "Quotas(hold).Append(Allowance(hold))",
            "new[] { Allowance(hold) }",
            2_000, 35),
        new(
            "a use that is spent and nobody hears of",
            "src/Ticketing.Grains/Holds/HoldGrain.Telling.cs",
            "            await (Code(hold)?.Spend(hold.HoldId) ?? Task.CompletedTask);",
            "            _ = Code(hold)?.Spend(hold.HoldId);",
            2_000, 70),
        new(
            "new identifiers at each try of a key",
            "src/Ticketing.Gateway/Idempotency/IdempotencyGate.cs",
            "Derive(\"nonce\", scope)",
            "Derive(\"nonce\", $\"{scope}\\n{time.GetTimestamp()}\")",
            2_000, 241),
        new(
            "the curve of sales counts fees as revenue",
            "src/Ticketing.Grains/Bookings/BookingGrain.cs",
            "PlacesMinor = BookingGiveBacks.PricesLeft(booking)?.PlacesMinor ?? BookingGiveBacks.PriceLeft(booking),",
            "PlacesMinor = BookingGiveBacks.PriceLeft(booking),",
            2_000, 2),
        new(
            "an added tax that is not in the total",
            "src/Ticketing.Contracts/Holds/PriceBreakdown.cs",
            "PlacesMinor + FeesMinor + AddedTaxMinor;",
            "PlacesMinor + FeesMinor;",
            2_000),
        new(
            "tell a receipt's number before it is written down",
            "src/Ticketing.Grains/Receipts/ReceiptBookGrain.cs",
            "            await _book.Changed();\n            _rounds.Wake(TimeSpan.Zero);\n        }\n\n        await _book.Settled();",
            "            _ = _book.Changed();\n            await Tell(_book.Value.OnTheWay[^1], (await GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString()).Get())!);\n            _rounds.Wake(TimeSpan.Zero);\n        }",
            4_000, 62),
        new(
            "draw another number for a receipt whose booking was not heard",
            "src/Ticketing.Grains/Receipts/ReceiptBookGrain.cs",
            "                // Others are not kept waiting by it.\n                _book.Value.OnTheWay.Add(given);",
            "                ReceiptBookDecisions.Give(_book.Value, given.Booking, given.Step, Now);",
            2_000, 37),
        new(
            "say that places are withheld before it is written",
            "src/Ticketing.Grains/Withholdings/WithholdingGrain.cs",
            "        state.At = Now;\n        await _withholding.Changed();",
            "        state.At = Now;\n        _ = _withholding.Changed();",
            2_000, 41),
        new(
            "sell what is withheld",
            "src/Ticketing.Domain/Inventory/UnitDecisions.cs",
            "unit.Sold - unit.Withheld + lapsing",
            "unit.Sold + lapsing",
            2_000),
        new(
            "forget the unit that did not hear what was given back",
            "src/Ticketing.Grains/Withholdings/WithholdingGrain.cs",
            "        if (!state.Parts.Exists(static part => part.IsUntold))",
            "        if (!state.Parts.Exists(static part => part.IsUntold) || state.Releases[^1].At < Now)",
            2_000, 2),
        new(
            "sell what was taken away",
            "src/Ticketing.Domain/Inventory/UnitDecisions.cs",
            "lapsing + own - unit.Removed <",
            "lapsing + own <",
            2_000, 30),
        new(
            "forget a removal that was cut off",
            "src/Ticketing.Grains/Events/EventGrain.cs",
            "        if (await Removal(removal).Settle() is { } removed)",
            "        if (await Removal(removal).Settle() is { Quantity: < 0 } removed)",
            2_000, 114),
        new(
            "a payment that forgets whose account it went to",
            "src/Ticketing.Domain/Payments/PaymentState.cs",
            "    [Id(85)]\n    public string? Account",
            "    [field: NonSerialized]\n    public string? Account",
            2_000, 3),
        new(
            "pay back from the account that is connected now",
            "src/Ticketing.Grains/Payments/PaymentGrain.cs",
            "        var known = PaymentDecisions.Known(_payment.Value, attempt);\n",
            "        var known = PaymentDecisions.Known(_payment.Value, attempt) with { Account = (await Seller((await Booking.Get())!, provider)).Account };\n",
            2_000, 107),
        new(
            "a fee refunded twice",
            "src/Ticketing.Domain/Bookings/BookingGiveBacks.cs",
            "[.. Gone(booking), place])!.TotalMinor;",
            "[.. Gone(booking), place])!.TotalMinor + prices.OrderFeeMinor;",
            2_000, 12),
        new(
            "forget the places of a ticket that was given back",
            "src/Ticketing.Grains/Bookings/BookingGrain.cs",
            "await GrainFactory.HomeOf(places).ReturnTicketsSoon(",
            "_ = (",
            4_000),
    ];
}
