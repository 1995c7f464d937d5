using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Holds within one unit: propose a unit, ask it, learn from the answer, propose again.</summary>
public sealed partial class SectionGrain
{
    public async Task<PlaceAnswer> Place(PlaceHold command)
    {
        if (_section.Value.Terms is null || (command.Seat is { } wanted && IsBeyond(wanted)))
        {
            await LearnTerms();
        }

        if (_section.Value.Terms is not { } terms)
        {
            return new PlaceAnswer(Refusal: new Refusal(RefusalCode.EventNotFound));
        }

        if (terms.MaxPerCustomer is not null)
        {
            // The limit is younger than what the caller knows of the event.
            await _section.Settled();
            return new PlaceAnswer(Refusal: Contended.Refusal);
        }

        if (SaleRules.WhyNotPlace(terms, command.Quantity, Now) is { } refusal)
        {
            await _section.Settled();
            return new PlaceAnswer(Refusal: refusal);
        }

        if (_public.Left(terms, _picture!) < command.Quantity)
        {
            await GateSettled();
            return new PlaceAnswer(Refusal: new Refusal(RefusalCode.InsufficientSeats, Waiting));
        }

        var flight = _flights.Enter();
        try
        {
            await Awake();
            return await Place(terms, command);
        }
        finally
        {
            _flights.Exit(flight);
        }
    }

    public Task<ImmutableArray<PlaceAnswer?>> PlaceAll(ImmutableArray<PlaceHold> commands) => Each(commands, Place);

    /// <summary>Each as if it came alone: one that fails takes none of the others with it.</summary>
    private async Task<ImmutableArray<TAnswer?>> Each<TCommand, TAnswer>(ImmutableArray<TCommand> commands, Func<TCommand, Task<TAnswer>> carry)
        where TAnswer : class
    {
        var asked = commands.Select(carry).ToArray();
        await Task.WhenAll(asked).Ended();
        foreach (var failed in asked.Where(static one => !one.IsCompletedSuccessfully))
        {
            LogNotKnown(failed.Exception?.InnerException, typeof(TCommand).Name);
        }

        return [.. asked.Select(static one => one.IsCompletedSuccessfully ? one.Result : null)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of one {Command} of several is not known")]
    private partial void LogNotKnown(Exception? exception, string command);

    private async Task<PlaceAnswer> Place(BlockTerms terms, PlaceHold command)
    {
        if (terms.OpenSeating && IsWithoutRoom(command.OpenSeat!))
        {
            await MakeRoom(command.OpenSeat!);
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var unit = Propose(terms, command);
            if (unit < 0 && SweepDue() is { IsCompleted: false } sweep)
            {
                await sweep;
                unit = Propose(terms, command);
            }

            if (unit < 0)
            {
                var refused = WhyNoUnit(terms, command);
                await _section.Settled();
                return refused;
            }

            var answer = await Claim(terms, unit, new ClaimUnit
            {
                HoldId = HoldId.InUnit(_eventKey, _block, unit, command.Nonce),
                Quantity = command.Quantity,
                Customer = command.Customer,
                TokenHash = command.TokenHash,
                CustomerIsProof = terms.OpenSeating,
                ExpiresAt = command.HoldTtl is { } ttl ? Now + ttl : default,
            });
            if (answer is { Ok: true, Hold: not null })
            {
                return new PlaceAnswer(answer.Hold);
            }

            if ((command.OpenSeat is not null || command.Seat is not null) && answer.Refusal == RefusalCode.InsufficientSeats)
            {
                return Taken(SeatName(unit)!);
            }
        }

        return new PlaceAnswer(Refusal: Contended.Refusal);
    }

    /// <summary>The unit to ask next; -1 when none seems to have room.</summary>
    private int Propose(BlockTerms terms, PlaceHold command)
    {
        if (terms.OpenSeating)
        {
            return ProposeOpenSeat(command.OpenSeat!);
        }

        if (_picture!.IsPool)
        {
            var unit = _picture.FirstWithRoom(command.Quantity);
            return unit >= 0 ? unit : _picture.FirstThatMayHaveRoom(command.Quantity, NowMs);
        }

        if (command.Seat is not { } seat)
        {
            return Choose(1, together: true) is { Seats: [var best] } ? best : -1;
        }

        // A seat that is on its way to somebody is asked for all the same: that claim may be refused. So is one whose
        // hold should be over: its sweep may take long to say so.
        return seat < _picture.Units && (_picture.StatusOf(seat) == SeatStatus.Available || _picture.IsDue(seat, NowMs)) ? seat : -1;
    }

    private int ProposeOpenSeat(string seat)
    {
        if (_openSeats.TryGetValue(seat, out var unit))
        {
            return unit;
        }

        unit = _section.Value.OpenSeats.Count;
        if (IsWithoutRoom(seat))
        {
            return -1;
        }

        _section.Value.OpenSeats.Add(seat);
        _openSeats.Add(seat, unit);
        _picture!.Grow(unit + 1);
        return unit;
    }

    private bool IsWithoutRoom(string seat) => _section.Value.OpenSeats.Count >= _defaults.HouseSeats && !_openSeats.ContainsKey(seat);

    /// <summary>
    /// A seat of the house that nobody has, and nobody ever bought, gives its room to another: else names that are made up, and
    /// reserved once, would fill the block for good. For one after the other.
    /// </summary>
    private Task MakeRoom(string seat) => _room = MakeRoom(_room, seat);

    private async Task MakeRoom(Task before, string seat)
    {
        await before.Ended();
        await SweepDue();
        var unit = Enumerable.Range(0, _section.Value.OpenSeats.Count).FirstOrDefault(_picture!.MayVacate, -1);
        if (unit < 0 || !IsWithoutRoom(seat))
        {
            return;
        }

        // An activation beside this one must not grant what is not known here: its writes fail from here on, and its claims from the seat's answer on.
        var fence = ++_section.Value.Fence;
        await _section.Changed();
        _fence = fence;
        if (!(await Learn(unit, ((ISeatGrain)Unit(unit)).Vacate(fence))).Ok || !_picture.MayVacate(unit))
        {
            return;
        }

        _openSeats.Remove(_section.Value.OpenSeats[unit]);
        _openSeats.Add(seat, unit);
        _section.Value.OpenSeats[unit] = seat;
        _section.Value.Vacated += _picture.Vacate(unit);
        _units[unit] = null;
        await _section.Changed();
    }

    private PlaceAnswer WhyNoUnit(BlockTerms terms, PlaceHold command)
    {
        if (command.Seat is { } seat && !_picture!.IsPool)
        {
            return IsBeyond(seat) ? new PlaceAnswer(Refusal: Contended.Refusal)
                : _picture.StatusOf(seat) == SeatStatus.Removed ? new PlaceAnswer(Refusal: Removed([seat]))
                : Taken(SeatName(seat)!);
        }

        return new PlaceAnswer(Refusal: new Refusal(RefusalCode.InsufficientSeats))
        {
            HasInParts = _picture!.IsPool && _picture.FreeAtMost(NowMs) >= command.Quantity,
        };
    }

    private Refusal Removed(IEnumerable<int> seats) => new(RefusalCode.SeatNotFound, "A seat that was asked for was taken away.") { Seats = [.. seats.Select(seat => SeatName(seat)!)] };

    private static PlaceAnswer Taken(string seat) =>
        new(Refusal: new Refusal(RefusalCode.SeatTaken) { Seats = [seat] });

    /// <summary>
    /// Asks a unit. In parallel with it, once in the unit's life, the block notes that it is in use, and once in a while
    /// the reminder is kept; all are durable when this returns.
    /// </summary>
    private async Task<UnitAnswer> Claim(BlockTerms terms, int unit, ClaimUnit command)
    {
        var now = Now;
        var noted = Note(unit);
        var reminded = Reminded();
        _picture!.Depart(unit, command.Quantity);
        try
        {
            command = command with
            {
                Capacity = _picture.CapacityOf(unit),
                IssuedAt = command.IssuedAt == default ? now : command.IssuedAt,
                ExpiresAt = command.ExpiresAt == default ? now + terms.HoldTtl : command.ExpiresAt,
                Grace = terms.Grace,
                UnitPriceMinor = command.Revives ? command.UnitPriceMinor : terms.PriceMinor,
                Currency = terms.Currency,
                SectionId = terms.SectionId,
                Seat = SeatName(unit),
                Unit = unit,
                Block = _block,
                EventKey = _eventKey,
                Fence = _fence,
            };
            var answer = await Learn(unit, Lanes(unit) is { } lanes ? lanes.Claims.AskAsync(command) : Unit(unit).Claim(command));
            await noted;
            await reminded;
            return answer;
        }
        finally
        {
            _picture.Arrive(unit, command.Quantity);
        }
    }

    private Task Note(int unit)
    {
        if (_section.Value.IsTouched(unit))
        {
            return _section.Settled();
        }

        _section.Value.Touch(unit);
        return _section.Changed();
    }
}
