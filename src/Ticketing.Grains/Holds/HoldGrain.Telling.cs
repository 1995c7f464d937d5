using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <content>What follows from a verdict: everybody hears it, and later the hold is forgotten.</content>
public sealed partial class HoldGrain
{
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
    private async Task Tell()
    {
        var hold = _hold.Value;
        if (!hold.Untold)
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
}
