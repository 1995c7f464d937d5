using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <content>What follows from a verdict: everybody hears it, and later the hold is forgotten.</content>
public sealed partial class HoldGrain
{
    /// <summary>Places have heard, perhaps, that they are free again.</summary>
    private bool _isReturning;

    private async Task Forget(DateTimeOffset now)
    {
        if (HoldDecisions.ForgetAt(_hold.Value) is not { } forgetAt)
        {
            await DropReminder();
        }
        else if (now < forgetAt)
        {
            await Remind(forgetAt - now);
        }
        else
        {
            // In this order: an activation beside the one that knows better takes nothing away.
            await _hold.Clear();
            await DropReminder();
        }
    }

    /// <summary>
    /// Tells everybody the verdict. The units last: as long as one has a pin it asks again, so an interrupted telling
    /// goes on after a crash.
    /// </summary>
    /// <param name="again">Also what was told. Where that fails nobody waits for it: a place that went back since is not to hear that it is sold.</param>
    private async Task Tell(bool again = false)
    {
        var hold = _hold.Value;
        if (!hold.Untold && !again)
        {
            return;
        }

        if (hold.Phase == HoldPhase.Confirmed)
        {
            if (hold.ExchangeFor is null)
            {
                await Booking(BookingId.Of(hold.HoldId)).Open(HoldDecisions.View(hold, Now));
            }

            await Task.WhenAll(Parts(hold).Select(at => at.Section.ConfirmPart(Command(hold, at.Part) with { SoldFor = HoldPricing.SoldFor(hold, at.Part) })));
            await Task.WhenAll(Allowances(hold).Select(allowance => allowance.Confirm(new ConfirmUnit(hold.HoldId, Verdict: true, TokenHash: 0, Customer: null))));
            await (Code(hold)?.Spend(hold.HoldId) ?? Task.CompletedTask);
        }
        else
        {
            await ReleaseUnits(hold, hold.Phase switch
            {
                HoldPhase.Expired => EndReason.Expired,
                HoldPhase.Refused => EndReason.Withdrawn,
                _ => EndReason.Released,
            });
        }

        hold.Untold = false;

        // A confirmed hold's booking has it by now.
        hold.Email = null;
        hold.Locale = null;
        hold.Voucher = null;
        await _hold.Changed();
    }

    private async Task ReleaseUnits(HoldState hold, EndReason reason)
    {
        List<Task> told = [.. Parts(hold).Select(at => at.Section.ReleasePart(Command(hold, at.Part) with { Reason = reason }))];

        // Where one granted nothing, it would note that for each try.
        told.AddRange(OfCustomer(hold).Concat(Quotas(hold).Where(MayHave)).Select(allowance => allowance.Release(Given(hold, reason))));
        if (Code(hold) is { } code && MayHave(code))
        {
            told.Add(code.Release(hold.HoldId, hold.CreatedAt));
        }

        await Task.WhenAll(told);
    }

    private bool MayHave(IAddressable granting) => !_without.Contains(granting.GetGrainId());

    private static ReleaseUnit Given(HoldState hold, EndReason reason) =>
        new(hold.HoldId, reason, Authorized: true, TokenHash: 0, Customer: null) { IssuedAt = hold.CreatedAt };

    public async Task Return(BookingId booking)
    {
        var hold = await _hold.Known();
        if (hold.Phase != HoldPhase.Confirmed)
        {
            // It was confirmed, else nobody would ask. An activation beside the one that knows fails here, and says nothing of its places.
            await _hold.Changed();
            throw new OutcomeUnknownException($"Hold {booking.Hold} does not know yet that it was confirmed.");
        }

        if (hold.HoldId == booking.Hold && !hold.Returned)
        {
            // A place is told that it is sold before it is told that it is free again.
            await Tell();
            _isReturning = true;
            await Task.WhenAll(Parts(hold).Select(at => at.Section.ReturnPart(Command(hold, at.Part) with { Reason = EndReason.Cancelled })));
            await Task.WhenAll(Quotas(hold).Append(Allowance(hold)).OfType<IAllowanceGrain>().Select(allowance => allowance.Return(booking, EndReason.Cancelled)));

            hold.Returned = true;
            await _hold.Changed();
        }

        await (hold.HoldId == booking.Hold && hold.ExchangeFor is { } owner ? Booking(owner).GaveBack(hold.HoldId) : Booking(booking).Returned());
    }

    public async Task ReturnTickets(ReturnTickets command)
    {
        var hold = await _hold.Known();
        if (hold.Phase != HoldPhase.Confirmed || hold.HoldId != command.Hold)
        {
            // It was confirmed, else nobody would ask. An activation beside the one that knows fails here, and says nothing of its places.
            await _hold.Changed();
            throw new OutcomeUnknownException($"Hold {command.Hold} does not know yet that it was confirmed.");
        }

        if (!hold.Returned && command.Places.Length > hold.GivenBack.Count)
        {
            // A place is told that it is sold before it is told that it is free again.
            await Tell();
            hold.GivenBack = [.. command.Places];
            await _hold.Changed();
        }

        if (!hold.Returned && command.Places.Length == hold.GivenBack.Count)
        {
            // Asked for again until the booking has heard of it, so it is told again, too.
            await Task.WhenAll(Parts(hold).Select(at => at.Section.KeepPart(HoldDecisions.Kept(hold, at.Part))));
            if (Allowance(hold) is { } allowance)
            {
                await allowance.Keep(new KeepSold(hold.HoldId, command.Quantity - hold.GivenBack.Count, hold.GivenBack.Count));
            }

            await Task.WhenAll((hold.Quotas.IsDefault ? [] : hold.Quotas).Select(quota => Quota(hold, quota).Keep(HoldDecisions.Kept(hold, quota))));
        }

        await Booking(command.Booking).TicketsReturned(hold.HoldId, command.Places.Length);
    }

    public Task ReturnTicketsSoon(ReturnTickets command) => ReturnTickets(command);

    private IBookingGrain Booking(BookingId booking) => GrainFactory.GetGrain<IBookingGrain>(booking.GrainKey());

    public async Task Rename(RenameHolder command)
    {
        var hold = await _hold.Known();
        if (hold.HoldId != command.HoldId || hold.Customer != command.Customer || hold.Phase is HoldPhase.None or HoldPhase.Placing)
        {
            // An activation beside the one that knows the customer fails here.
            await (_hold.Exists ? _hold.Changed() : Task.CompletedTask);
            return;
        }

        // What is on its way has the old name; whoever erases goes through the feed after this.
        await _telling.Ended();

        // Under the old name the allowance is found: it hears the verdict, or gets its places back, before the name is gone.
        await Tell();
        foreach (var allowance in hold.Phase == HoldPhase.Active ? OfCustomer(hold) : [])
        {
            await allowance.Release(Given(hold, EndReason.Released));
        }

        await Task.WhenAll(Parts(hold).Select(at => at.Section.RenamePart(command, [.. at.Part.Units.Select(unit => unit.Unit)])));
        hold.HasAllowance = false;
        hold.Code = hold.Code is { } used ? used with { CustomerLimit = null } : null;
        hold.Customer = command.Pseudonym;
        hold.Email = null;
        hold.Locale = null;
        await _hold.Changed();
    }

    public Task ReturnSoon(BookingId booking) => Return(booking);

    public async Task Report(HoldId hold)
    {
        var booking = Booking(BookingId.Of(hold));
        switch ((await Get(hold)).Hold)
        {
            case { Status: HoldStatus.Confirmed } confirmed:
                await booking.Open(confirmed);
                break;
            case not { Status: HoldStatus.Active }:
                await booking.Lapse(hold);
                break;
        }
    }

    // Those who follow holds are told what became of this one, beside its commands, so that none waits for it. Until that is done the hold is not
    // forgotten, and its reminder stays.

    private static readonly TimeSpan TellDelay = TimeSpan.FromMilliseconds(20);
    private BackgroundRounds? _news;

    /// <summary>It could be forgotten, or let its reminder go, but for what is to be told.</summary>
    private bool _isUnforgotten;

    /// <summary>Events of this hold that are on their way to the feed.</summary>
    private Task _telling = Task.CompletedTask;

    private bool HasNews => _followers.SinceMs is not 0 and var since
        && HoldFeed.Of(_hold.Value, DateTimeOffset.FromUnixTimeMilliseconds(since)) != HoldNews.None;

    private void TellSoon()
    {
        if (HasNews || _followers.IsToAsk())
        {
            _news ??= new BackgroundRounds(this, _time, TellFollowers, () => _hold.IsOver, _followers.LogUntold);
            _news.Wake(TellDelay);
        }
    }

    private async Task<TimeSpan?> TellFollowers(CancellationToken cancellationToken)
    {
        var feed = GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All);
        _followers.Learn(await feed.HoldsSince());
        while (HasNews)
        {
            await (_telling = Tell(feed));
        }

        if (_isUnforgotten)
        {
            Set(TimeSpan.Zero);
        }

        return null;
    }

    private async Task Tell(IFeedGrain feed)
    {
        var hold = _hold.Value;
        var news = HoldFeed.Of(hold, DateTimeOffset.FromUnixTimeMilliseconds(_followers.SinceMs));
        var events = HoldFeed.Events(hold, news);

        // Nobody is told what is not durable.
        await _hold.Settled();
        await feed.Append(events);
        hold.Told |= news;
        if (ReferenceEquals(hold, _hold.Value) && hold.Phase is HoldPhase.Expired or HoldPhase.Released)
        {
            // Nothing else is written after the end. What is told before that goes with the next write, or is told again.
            await _hold.Changed();
        }
    }

    // A payment may need its places for longer than the hold was to last, or once more after it.

    public async Task<HoldAnswer> Extend(HoldId hold, DateTimeOffset until)
    {
        var state = await _hold.Known();
        if (state.HoldId != hold || state.Phase is HoldPhase.None or HoldPhase.Placing or HoldPhase.Refused)
        {
            return HoldAnswer.Refused(RefusalCode.HoldNotFound);
        }

        var view = HoldDecisions.View(state, Now);
        if (view.Status != HoldStatus.Active)
        {
            return new HoldAnswer(view, new Refusal(view.Status switch
            {
                HoldStatus.Confirmed => RefusalCode.AlreadyBooked,
                HoldStatus.Released => RefusalCode.HoldReleased,
                _ => RefusalCode.HoldExpired,
            }));
        }

        if (until <= state.ExpiresAt)
        {
            return new HoldAnswer(view, Repeated: true);
        }

        // The places first: while they are kept for longer than the hold says, it frees them.
        List<Task<RefusalCode>> extended = [.. Parts(state).Select(at => at.Section.ExtendPart(Command(state, at.Part), until))];
        extended.AddRange(Allowances(state).Select(allowance => ExtendAllowance(allowance, hold, until)));
        if (Code(state) is { } code)
        {
            extended.Add(code.Extend(hold, until));
        }

        if ((await Task.WhenAll(extended)).Any(refusal => refusal != RefusalCode.None))
        {
            throw new OutcomeUnknownException("A place of the hold could not be kept for longer now. Repeat the request.");
        }

        state.PlacedUntil ??= state.ExpiresAt;
        state.ExpiresAt = until;
        await _hold.Changed();
        Arm();
        return new HoldAnswer(HoldDecisions.View(state, Now));
    }

    public async Task<HoldAnswer> Revive(ReviveHold command)
    {
        var before = await _hold.Known();
        if (before.HoldId != command.HoldId || before.Phase is not (HoldPhase.Active or HoldPhase.Expired))
        {
            return HoldAnswer.Refused(before.Phase is HoldPhase.Released ? RefusalCode.HoldReleased : RefusalCode.HoldNotFound);
        }

        if (before.Phase == HoldPhase.Active && !HoldDecisions.IsDue(before, Now))
        {
            return new HoldAnswer(HoldDecisions.View(before, Now), Repeated: true);
        }

        if (before.Parts.Sum(static part => part.Units.Sum(static unit => unit.Quantity)) != command.Quantity)
        {
            // It was tried before, and could have only some of them: they are gone.
            return HoldAnswer.Refused(RefusalCode.InsufficientSeats);
        }

        await Conclude(before, Now);
        var again = await Anew(before, command);
        var hold = Begin(again, before);
        _without.Clear();
        HasNothing(hold);
        _hold.Replace(hold);
        await Task.WhenAll(_hold.Changed(), Remind(again.Ttl + ReminderSlack));
        if (await AskAgain(hold, again) is { } refusal)
        {
            hold.RefusalDetail = refusal.Detail;

            // It was not placed, so nobody is told.
            hold.Told = HoldNews.Placed | HoldNews.Ended;
            await End(HoldPhase.Expired);
            await Tell();
            return new HoldAnswer(null, refusal);
        }

        hold.Phase = HoldPhase.Active;
        hold.PlacedMinor = hold.Prices is null ? HoldDecisions.AmountMinor(before) : null;
        await _hold.Changed();
        Arm();
        return new HoldAnswer(HoldDecisions.View(hold, Now));
    }

    /// <summary>The wish for what the hold had: the same seats, or as many places of the same blocks.</summary>
    private async Task<PlaceParts> Anew(HoldState before, ReviveHold command)
    {
        var terms = before is { HasAllowance: true, Parts: [var first, ..] }
            ? await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(before.HoldId.EventKey)).Touch(first.Block)
            : null;
        return new PlaceParts
        {
            HoldId = before.HoldId,
            Fingerprint = before.Fingerprint,
            Keyed = before.Keyed,
            Wishes = [.. WishesFor(before)],
            Customer = before.Customer,
            TokenHash = before.TokenHash,
            Ttl = command.Until - Now,
            MaxPerCustomer = terms?.MaxPerCustomer,
            Prices = before.Prices,
            Code = before.Code,
            Quotas = await QuotasNow(before),
            OpensSale = before.OpensSale,
        };
    }

    /// <summary>What it had of the quotas that there still are, as they are now.</summary>
    private async Task<ImmutableArray<HeldQuota>> QuotasNow(HoldState before)
    {
        if (before.Quotas.IsDefaultOrEmpty)
        {
            return [];
        }

        var view = await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(before.HoldId.EventKey)).Get();
        var quotas = view?.Quotas() ?? new Dictionary<string, int>();
        return [.. before.Quotas.Where(quota => quotas.ContainsKey(quota.TypeId)).Select(quota => quota with { Limit = quotas[quota.TypeId] })];
    }

    /// <summary>What has seats first.</summary>
    private static IEnumerable<PlacesWish> WishesFor(HoldState before) =>
        before.Parts.GroupBy(static part => part.Units.Any(static unit => unit.Seat is not null)).OrderByDescending(static group => group.Key).Select(group => new PlacesWish
        {
            Kind = group.Key ? SectionKind.Seated : SectionKind.General,
            SectionId = before.SectionId,
            Quantity = group.Sum(QuantityOf),
            Seats = group.Key ? [.. group.Select(static part => new BlockSeats(part.Block, [.. part.Units.Select(static unit => unit.Unit)]))] : [],
            Blocks = group.Key ? [] : [.. group.Select(static part => new BlockRoom(part.Block, QuantityOf(part), 0))],
        });

    private static int QuantityOf(HoldPart part) => part.Units.Sum(static unit => unit.Quantity);

    private static async Task<RefusalCode> ExtendAllowance(IAllowanceGrain allowance, HoldId hold, DateTimeOffset until) =>
        (await allowance.Extend(hold, until)).Refusal;
}
