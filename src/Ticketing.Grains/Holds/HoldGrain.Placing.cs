using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>
/// Placing: note what is asked for, ask for everything, and acknowledge only what is wholly granted. What an
/// interrupted attempt leaves behind ends with its leases, or with the reminder.
/// </summary>
public sealed partial class HoldGrain
{
    private const int MaxBlocks = 16;
    private const int MaxAttempts = 3;

    /// <summary>How long after a hold's end the reminder looks whether the timer was there.</summary>
    private static readonly TimeSpan ReminderSlack = TimeSpan.FromSeconds(5);

    public async Task<HoldAnswer> Place(PlaceParts command)
    {
        if (HoldDecisions.Again(_hold.Value, command) is { } again)
        {
            return again;
        }

        var before = command.IsAgain && _hold.Value.Phase != HoldPhase.Placing
            ? new HoldState { HoldId = command.HoldId, Phase = HoldPhase.Placing, CreatedAt = Now }
            : _hold.Value;
        await ReleaseLeftovers(before, command);
        var hold = Begin(command, before);
        _without.Clear();
        if (before.Phase != HoldPhase.Placing)
        {
            HasNothing(hold);
        }

        _hold.Replace(hold);
        var noted = Task.WhenAll(_hold.Changed(), Remind(command.Ttl + ReminderSlack));
        try
        {
            var refusal = await AskAgain(hold, command);
            await noted;
            if (refusal is not null)
            {
                return await Refuse(hold, command, refusal);
            }
        }
        catch (Exception) when (!command.Keyed)
        {
            // Nobody will ask for this hold again, so what it may have been granted is given back at once.
            await ReleaseUnits(hold, EndReason.Withdrawn).Ended();
            throw;
        }

        hold.Prices = HoldPricing.Dealt(hold);
        hold.Phase = HoldPhase.Active;
        await _hold.Changed();
        Arm();
        return new HoldAnswer(HoldDecisions.View(hold, Now));
    }

    private static Refusal Contended { get; } = new(RefusalCode.Busy, "Too many others wanted the same places. Try again.");

    private HoldState Begin(PlaceParts command, HoldState before)
    {
        // An interrupted attempt may have left claims behind: this one is told from it by its later time.
        var now = before.Phase != HoldPhase.None && LastAttempt(before) >= Now ? LastAttempt(before).AddMilliseconds(1) : Now;
        return new HoldState
        {
            HoldId = command.HoldId,
            Phase = HoldPhase.Placing,
            Fingerprint = command.Fingerprint,
            Keyed = command.Keyed,
            SectionId = command.SectionId,
            Parts =
            [
                .. command.Wishes.SelectMany(static wish => wish.Seats).Select(at => new HoldPart
                {
                    Block = at.Block,
                    Units = [.. at.Seats.Select(seat => new GrantedUnit(seat, 1, null, 0))],
                }),
            ],
            Customer = command.Customer,
            TokenHash = command.TokenHash,
            CreatedAt = now,
            ExpiresAt = now + command.Ttl,
            HasAllowance = command.MaxPerCustomer is not null,
            IsOffer = command.IsOffer,
            ExchangeFor = command.ExchangeFor,
            Prices = command.Prices,
            Code = command.Code,
            Quotas = command.Quotas.IsDefault ? [] : command.Quotas,
            OpensSale = command.OpensSale,
        };
    }

    /// <summary>An attempt that was interrupted may have been granted places that it did not live to note. The blocks remember.</summary>
    private Task ReleaseLeftovers(HoldState before, PlaceParts command)
    {
        if (before.Phase != HoldPhase.Placing)
        {
            return Task.CompletedTask;
        }

        var blocks = before.Parts.Select(part => part.Block)
            .Concat(command.Wishes.SelectMany(static wish => wish.Seats.Select(at => at.Block).Concat(wish.Blocks.Select(room => room.Block))))
            .Distinct();

        // What is asked for now may be of other ticket types.
        return Task.WhenAll(
        [
            .. blocks.Select(block => GrainFactory
                .GetGrain<ISectionGrain>(GrainKeys.Section(before.HoldId.EventKey, block))
                .ReleasePart(new PartCommand(before.HoldId, [], EndReason.Withdrawn) { IssuedAt = LastAttempt(before) })),
            .. Quotas(before).Select(quota => quota.Release(Given(before, EndReason.Withdrawn) with { IssuedAt = LastAttempt(before) })),
        ]);
    }

    /// <summary>The latest time that an attempt can have had which began when the state says so.</summary>
    private static DateTimeOffset LastAttempt(HoldState before) => before.CreatedAt.AddMilliseconds(MaxAttempts - 1);

    /// <summary>
    /// While others want the same places, each may be refused for what another is about to give back. So whoever met
    /// others gives back what it has, and tries anew, before it is told that there is nothing.
    /// </summary>
    private async Task<Refusal?> AskAgain(HoldState hold, PlaceParts command)
    {
        for (var attempt = 1; ; attempt++)
        {
            _contended = false;
            var refusal = await Ask(hold, command);
            if (refusal?.Code is RefusalCode.HoldExpired or RefusalCode.HoldReleased)
            {
                // The attempt took longer than the hold was to last.
                return Contended;
            }

            if (refusal is null || !_contended || refusal.Code is not (RefusalCode.InsufficientSeats or RefusalCode.Busy or RefusalCode.SeatTaken))
            {
                return refusal;
            }

            if (attempt == MaxAttempts)
            {
                return Contended;
            }

            await ReleaseUnits(hold, EndReason.Withdrawn);
            HasNothing(hold);
            hold.Parts.Clear();

            // A later time, so that what was given back can be claimed again.
            hold.CreatedAt = hold.CreatedAt.AddMilliseconds(1);
        }
    }

    private async Task<HoldAnswer> Refuse(HoldState hold, PlaceParts command, Refusal refusal)
    {
        hold.Phase = HoldPhase.Refused;
        hold.EndedAt = Now;
        hold.RefusalCode = (int)refusal.Code;
        hold.RefusalDetail = refusal.Detail;
        hold.RefusedSeats = [.. refusal.Seats];
        hold.RefusedSection = refusal.Section;
        hold.Untold = hold.Parts.Count > 0 || OfCustomer(hold).Any() || Quotas(hold).Any(MayHave) || (Code(hold) is { } code && MayHave(code));
        await _hold.Changed();
        await Tell();
        if (!command.Keyed)
        {
            await DropReminder();
            await _hold.Clear();
        }

        return new HoldAnswer(null, refusal);
    }
}
