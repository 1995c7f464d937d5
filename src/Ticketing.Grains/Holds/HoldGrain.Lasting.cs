using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>A payment may need its places for longer than the hold was to last, or once more after it.</summary>
public sealed partial class HoldGrain
{
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
