using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>The block as the home of holds within one unit, and as the counter of the house event.</summary>
public sealed partial class SectionGrain
{
    public async Task<HoldAnswer> Get(HoldId hold)
    {
        if (!IsHome(hold, out var terms))
        {
            return HoldAnswer.Refused(RefusalCode.HoldNotFound);
        }

        return Answer(await Learn(hold.Unit, Unit(hold.Unit).Find(hold)));
    }

    public async Task<HoldView?> Kept(HoldId hold) =>
        IsHome(hold, out _) ? await Unit(hold.Unit).Kept(hold) : null;

    public async Task<HoldAnswer> Release(ReleaseHold command)
    {
        var hold = command.HoldId;
        if (!IsHome(hold, out var terms))
        {
            return await NotHere(isSure: !command.Operator);
        }

        await Awake();
        return Answer(await Learn(hold.Unit, Unit(hold.Unit).Release(
            new ReleaseUnit(hold, command.Reason, command.Operator, command.TokenHash, command.Customer))));
    }

    public async Task<HoldAnswer> Book(BookHold command)
    {
        var hold = command.HoldId;
        if (!IsHome(hold, out var terms))
        {
            return await NotHere(isSure: !command.Authorized);
        }

        return await Confirm(terms, hold.Unit, new ConfirmUnit(hold, Verdict: false, command.TokenHash, Customer: null)
        {
            Authorized = command.Authorized,
            Email = command.Email,
            Locale = command.Locale,
            Voucher = command.Voucher,
        });
    }

    public Task<ImmutableArray<HoldAnswer?>> BookAll(ImmutableArray<BookHold> commands) => Each(commands, Book);

    public async Task<HoldAnswer> Extend(HoldId hold, DateTimeOffset until)
    {
        if (!IsHome(hold, out var terms))
        {
            return await NotHere(isSure: false);
        }

        await Awake();
        return Answer(await Learn(hold.Unit, Unit(hold.Unit).Extend(hold, until)));
    }

    public async Task<HoldAnswer> Revive(ReviveHold command)
    {
        var hold = command.HoldId;
        if (!IsHome(hold, out var terms))
        {
            return await NotHere(isSure: false);
        }

        if (SaleRules.WhyNotConfirm(terms) is { } refusal)
        {
            await _section.Settled();
            return new HoldAnswer(null, refusal);
        }

        var flight = _flights.Enter();
        try
        {
            await Awake();
            return Answer(await Claim(terms, hold.Unit, new ClaimUnit
            {
                HoldId = hold,
                Quantity = command.Quantity,
                Customer = command.Customer,
                ExpiresAt = command.Until,
                Revives = true,
                UnitPriceMinor = command.AmountMinor / command.Quantity ?? terms.PriceMinor,
            }));
        }
        finally
        {
            _flights.Exit(flight);
        }
    }

    public async Task Return(BookingId booking)
    {
        var hold = booking.Hold;
        KnownTerms();
        if (IsHome(hold, out _))
        {
            await Awake();
            await Return(hold.Unit, booking, EndReason.Cancelled);
        }

        await GrainFactory.GetGrain<IBookingGrain>(booking.GrainKey()).Returned();
    }

    public Task ReturnSoon(BookingId booking) => Return(booking);

    public async Task ReturnTickets(ReturnTickets command)
    {
        KnownTerms();
        if (IsHome(command.Hold, out _))
        {
            await Awake();
            await Keep(command.Hold.Unit, new KeepSold(command.Hold, command.Quantity - command.Places.Length, command.Places.Length));
        }

        await GrainFactory.GetGrain<IBookingGrain>(command.Booking.GrainKey()).TicketsReturned(command.Hold, command.Places.Length);
    }

    public Task ReturnTicketsSoon(ReturnTickets command) => ReturnTickets(command);

    /// <summary>The counts stay as they are, so a block that rests goes on resting.</summary>
    public async Task Rename(RenameHolder command)
    {
        if (IsHome(command.HoldId, out _))
        {
            await Unit(command.HoldId.Unit).Rename(command);
        }
    }

    public async Task Report(HoldId hold)
    {
        var booking = GrainFactory.GetGrain<IBookingGrain>(BookingId.Of(hold).GrainKey());
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

    public async Task<HoldAnswer> BuyOpenSeat(string seat, string customer)
    {
        if (_section.Value.Terms is not { } terms || !_openSeats.ContainsKey(seat))
        {
            return HoldAnswer.Refused(RefusalCode.HoldNotFound);
        }

        // While it waits, the seat's room may become another's. A block that goes on beside the one that counts fails here.
        await Awake();
        await _section.Settled();
        return _openSeats.TryGetValue(seat, out var unit)
            ? await Confirm(terms, unit, new ConfirmUnit(default, Verdict: false, TokenHash: 0, customer))
            : HoldAnswer.Refused(RefusalCode.HoldNotFound);
    }

    public async Task<SeatStatus> OpenSeat(string seat)
    {
        await SweepDue();
        var status = _openSeats.TryGetValue(seat, out var unit) ? _picture!.StatusOf(unit) : SeatStatus.Available;
        await _section.Settled();
        return status;
    }

    public async Task<SeatStates> Seats()
    {
        if (_picture is null || _picture.IsPool)
        {
            return new SeatStates([]);
        }

        await SweepDue();
        var states = new SeatStatus[_picture.Units];
        for (var unit = 0; unit < states.Length; unit++)
        {
            states[unit] = _picture.StatusOf(unit);
        }

        return new SeatStates([.. states], _picture.Sum.Revision);
    }

    public async Task<SeatStates?> SeatsSince(long revision)
    {
        await SweepDue();
        return (_picture?.Sum.Revision ?? 0) == revision ? null : await Seats();
    }

    private async Task<HoldAnswer> Confirm(BlockTerms terms, int unit, ConfirmUnit command)
    {
        if (SaleRules.WhyNotConfirm(terms) is { } refusal)
        {
            await _section.Settled();
            return new HoldAnswer(null, refusal);
        }

        var flight = _flights.Enter();
        try
        {
            await Awake();
            return Answer(await Learn(unit, Lanes(unit) is { } lanes ? lanes.Confirmations.AskAsync(command) : Unit(unit).Confirm(command)));
        }
        finally
        {
            _flights.Exit(flight);
        }
    }

    /// <summary>
    /// A unit is asked even if it was never claimed as far as is known here: while a block is active twice, the one that
    /// does not know may be the one that is asked. Nobody wakes more units than the block has.
    /// </summary>
    private bool IsHome(HoldId hold, out BlockTerms terms)
    {
        terms = _section.Value.Terms!;
        return terms is not null && !hold.IsCoordinated && hold.EventKey == _eventKey && hold.Block == _block
            && hold.Unit < _picture!.Units && (!terms.OpenSeating || hold.Unit < _section.Value.OpenSeats.Count);
    }

    /// <summary>Whoever knows of the hold relies on that: an activation that never heard of the block's terms, beside one that did, fails here.</summary>
    private async Task<HoldAnswer> NotHere(bool isSure)
    {
        if (!isSure && _section.Value.Terms is null)
        {
            await _section.Changed();
        }

        return HoldAnswer.Refused(RefusalCode.HoldNotFound);
    }

    private static HoldAnswer Answer(UnitAnswer answer) => answer is { Ok: true, Hold: not null }
        ? new HoldAnswer(answer.Hold, Repeated: answer.Repeated)
        : new HoldAnswer(answer.Hold, new Refusal(answer.Ok ? RefusalCode.HoldNotFound : answer.Refusal));
}
