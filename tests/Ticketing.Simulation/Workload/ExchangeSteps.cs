using Ticketing.Security;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>The customer's side of an exchange: other seats, or another section, and the difference.</summary>
public sealed class ExchangeSteps(Town town, HoldRecord hold)
{
    private const int Tries = 12;
    private const int MostSwaps = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Chance _chance = town.World.Swaps;
    private readonly History _history = town.History;
    private readonly Caller _customer = new(PrincipalKind.User, hold.Customer, Roles.Customer);

    /// <summary>Once more, as long as it likes to and has a booking.</summary>
    public async Task NowAndThenAsync()
    {
        while (hold is { IsBooked: true, BookingId: not null, Swaps.Count: < MostSwaps } && _chance.Hits(town.Options.Exchanges))
        {
            await town.PauseAsync(hold.Event.Ttl * 0.5);
            await GoAsync();
        }
    }

    private async Task GoAsync()
    {
        var section = _chance.Of(hold.Event.Sections);
        var named = section.IsSeated && _chance.Hits(0.5);
        string[] seats = named ? [.. Enumerable.Range(0, hold.Quantity).Select(_ => _chance.Of(section.Seats)).Distinct()] : [];
        if (named && seats.Length != hold.Quantity)
        {
            seats = [];
        }

        var swap = new HoldRecord
        {
            Event = hold.Event,
            Section = section.Id,
            Quantity = hold.Quantity,
            Wanted = seats,
            Customer = hold.Customer,
            Key = $"swap-{_chance.Bits():x16}-{_chance.Bits():x16}",
            Asked = town.Now,
            SwapOf = hold,
        };
        var before = Codes();
        TicketRecord[] elsewhere = [.. hold.Tickets.Where(static ticket => ticket.IsElsewhere)];
        var passes = hold.Tickets.Sum(static ticket => ticket.Passes.Count);
        foreach (var known in hold.Swaps.Prepend(hold))
        {
            known.ExchangeAsked = Math.Min(known.ExchangeAsked, swap.Asked);
        }

        foreach (var (ticket, revision) in before)
        {
            ticket.Reissues.Add((revision, swap.Asked, HoldRecord.Never));
        }

        _history.Holds.Add(swap);
        hold.Swaps.Add(swap);
        var token = _chance.Of(["ok", "ok", "ok", "decline", "act", "slow", "stubborn", "broke", ""]);
        var by = _chance.Hits(0.4) ? Town.Boss : _customer;
        await AskAsync(swap, token, by, before);
        _history.Require(
            !swap.IsGranted || by == Town.Boss || elsewhere.Length == 0 || hold.Tickets.Sum(static ticket => ticket.Passes.Count) > passes,
            "I11",
            () => $"somebody else had a ticket of {hold}, and its customer could exchange it");
    }

    private List<(TicketRecord Ticket, int Revision)> Codes() => [.. hold.Tickets.Where(ticket => ticket.Codes.Count > 0).Select(ticket => (ticket, ticket.Codes[^1].Revision))];

    private async Task AskAsync(HoldRecord swap, string token, Caller by, List<(TicketRecord Ticket, int Revision)> before)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            swap.Attempts = attempt + 1;
            var reply = await town.AskAsync(new Ask("POST", "/api/v1/bookings/{id}/exchange", Body(swap, token))
            {
                Values = new Dictionary<string, string> { ["id"] = hold.BookingId! },
                Headers = new Dictionary<string, string> { ["Idempotency-Key"] = swap.Key! },
                Caller = by,
            });
            switch (reply.Status)
            {
                case 200:
                    Exchanged(swap, reply, before);
                    return;
                case 202:
                    await GoOnAsync(token);
                    return;
                case 402:
                    _history.Require(token is "decline" or "broke" or "", "I7", () => $"an exchange of {hold} was paid with {token}, and declined: {reply}");
                    return;
                case 409 when reply.Code == "idempotency_key_in_use":
                    break;
                case 412 when town.World.WasSplit:
                    // It was read from an activation beside the one that had exchanged it before, and refused where that was known.
                    return;
                case 409 or 410 or 422:
                    CheckRefusal(reply);
                    return;
                default:
                    if (reply.Code == "seat_not_found" && swap.Wanted.Any(seat => _history.MayBeMissing(hold.Event, seat, swap.Asked, town.Now)))
                    {
                        return;
                    }

                    _history.Require(
                        reply.IsUnknown || reply.Status == Reply.NoService || (reply.Status == 404 && town.World.WasSplit), "I4", () => $"exchanging {hold} gave {reply}");
                    break;
            }

            await town.PauseAsync(TimeSpan.FromSeconds(4));
        }
    }

    private string Body(HoldRecord swap, string token) => Town.Body(
        ("seats", swap.Wanted.Length > 0 ? swap.Wanted : null), ("section", swap.Wanted.Length > 0 ? null : swap.Section), ("payment_token", token.Length > 0 ? token : null));

    private void Exchanged(HoldRecord swap, Reply reply, List<(TicketRecord Ticket, int Revision)> before)
    {
        // A repeat may be answered after the booking was cancelled: by then it says no more what it was exchanged for. Nor does an
        // activation beside the one that was exchanged.
        var mayBeOld = town.World.WasSplit && hold.Swaps.Where(other => other != swap).Prepend(hold)
            .Select(static had => had.Seats.Length > 0 ? had.Seats : had.Wanted)
            .Any(seats => seats.Length > 0 && reply.Texts("seats").ToHashSet().SetEquals(seats));
        var isIt = !mayBeOld && reply.Text("status") == "confirmed" && reply.Number("quantity") == hold.Quantity
            && (swap.Wanted.Length > 0 ? reply.Texts("seats").ToHashSet().SetEquals(swap.Wanted) : reply.Text("section") == swap.Section);
        _history.Require(isIt || hold.CancelAsked != HoldRecord.Never || town.World.WasSplit, "I4", () => $"{swap} was asked for in exchange for {hold}, and given as {reply}");
        if (isIt)
        {
            swap.Seats = reply.Texts("seats");
            swap.Granted = town.Now;
            foreach (var (ticket, revision) in before)
            {
                ticket.Reissues.Add((revision, swap.Asked, town.Now));
            }
        }
    }

    private async Task GoOnAsync(string token)
    {
        await town.PauseAsync(Patience);
        if (token == "act" && _chance.Hits(0.6))
        {
            town.World.Bank.Agree(Guid.Parse(hold.BookingId!).ToString("N"));
        }

        await town.PauseAsync(Patience * 2);
    }

    private void CheckRefusal(Reply reply) => _history.Require(
        reply.Code switch
        {
            "illegal_transition" => hold.CancelAsked != HoldRecord.Never || hold.IsPaid,
            "already_attended" => hold.Tickets.Exists(ticket => ticket.Scans.Count > 0),
            "tickets_passed_on" => hold.Tickets.Exists(static ticket => ticket.Passes.Count > 0),
            "exchange_under_way" or "too_many_exchanges" => hold.Swaps.Count > 1,
            "cancelled_too_late" or "exchanged_too_late" => false,
            _ => true,
        } || town.World.WasSplit,
        "I4",
        () => $"exchanging {hold} was refused, and there is no reason: {reply}");
}
