using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Diagnostics;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Seating;
using Ticketing.Waitlists;

namespace Ticketing.Inventory;

/// <summary>
/// One block. Reentrant: it keeps nothing across an await that it does not look at again, and the units decide anyway.
/// </summary>
[Reentrant, GrainType("ticketing.section"), ActivationCountBasedPlacement]
public sealed partial class SectionGrain : SparseGrain, ISectionGrain, IRemindable
{
    private const int MaxAttempts = 8;
    private const int SurveyBatch = 64;

    private readonly Durable<SectionState> _section;
    private readonly EventDefaults _defaults;
    private readonly TimeProvider _time;
    private readonly ILogger<SectionGrain> _log;
    private readonly Flights _flights = new();
    private readonly HeldPlaces _held = new();
    private readonly Dictionary<string, int> _openSeats = new(StringComparer.Ordinal);
    private BlockPicture? _picture;
    private IInventoryUnit?[] _units = [];
    private ulong _eventKey;
    private int _block;
    private Task? _awake;
    private Task? _learning;
    private Task _room = Task.CompletedTask;

    /// <summary>The fence as it was last written.</summary>
    private long _fence;

    /// <summary>The picture is that of the block's rest, and no unit was asked since.</summary>
    private bool _rested;

    /// <summary>When all units were asked.</summary>
    private long _surveyedMs;

    public SectionGrain(
        [PersistentState("section")] IPersistentState<SectionState> state,
        EventDefaults defaults,
        TimeProvider time,
        ILogger<SectionGrain> log)
    {
        _section = new Durable<SectionState>(state, this);
        _defaults = defaults;
        _time = time;
        _log = log;
    }

    protected override bool IsEmpty => _section.IsNothing && _picture is null && _public.Given == 0 && _parts.Count == 0;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        (_eventKey, _block) = GrainKeys.ParseSection(this.GetPrimaryKeyString());
        _fence = _section.Value.Fence;
        if (_section.Value.Terms is { } terms)
        {
            await Recall(terms);
        }

        _held.Begin(_picture?.Sum.Held ?? 0);

        // What the public may have is not known any more.
        TellLine(int.MaxValue);
    }

    private async Task Recall(BlockTerms terms)
    {
        var picture = Draw(terms);
        picture.Grow(_section.Value.OpenSeats.Count);
        for (var unit = 0; unit < _section.Value.OpenSeats.Count; unit++)
        {
            _openSeats[_section.Value.OpenSeats[unit]] = unit;
        }

        if (_section.Value.Resting is { } resting)
        {
            foreach (var (unit, counts) in _section.Value.TouchedUnits().Zip(resting))
            {
                picture.Learn(unit, new UnitCounts { Revision = counts.Revision, Places = counts.Places });
            }

            _rested = true;
            return;
        }

        // From here on an activation that goes on beside this one can't change the block any more.
        await _section.Changed();
        await SurveyAll();
        ArmSweeper();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _held.End();
        if (_section.IsOver || _picture is not { Busy: 0 } picture || _flights.Any || _section.Value.Resting is not null)
        {
            return;
        }

        _section.Value.Resting =
        [
            .. _section.Value.TouchedUnits().Select(unit =>
                new RestingUnit(picture.CountsOf(unit).Revision, picture.CountsOf(unit).Places)),
        ];
        await _section.Changed();
    }

    public async Task Obey(BlockTerms terms)
    {
        Accept(terms);
        await _section.Settled();

        // What began under the old terms has ended when the change is acknowledged.
        await _flights.Drained();
    }

    public async Task<BlockCounts> Counts()
    {
        await SweepDue();
        var sum = _picture?.Sum ?? default;
        await _section.Settled();
        return sum;
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>
    /// Gets a block that was never used its terms, with one question for all who wait. Whoever waits looks afterwards which
    /// they are: later ones may have come meanwhile. It is in no flight, since the event's change waits for those.
    /// </summary>
    private Task LearnTerms() => _learning is null or { IsCompleted: true } ? _learning = AskForTerms() : _learning;

    private async Task AskForTerms()
    {
        if ((_eventKey == Identifiers.EventId.HouseKey ? EventLayout.HouseTerms(_defaults) : await GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(_eventKey)).Touch(_block)) is { } terms)
        {
            Accept(terms);
        }
    }

    /// <summary>Unless it knows later ones.</summary>
    private void Accept(BlockTerms terms)
    {
        if (_section.Value.Terms is { } known && !terms.IsNewerThan(known))
        {
            return;
        }

        if (!terms.IsGated)
        {
            _public.Close();
        }

        _section.Value.Terms = terms;
        if (_picture is null)
        {
            Draw(terms);
        }
        else
        {
            _picture.Obey(terms);
            _seating = null;
        }

        _ = _section.Changed();
    }

    private BlockPicture Draw(BlockTerms terms)
    {
        _picture = new BlockPicture(terms, _section.Value.Vacated);
        _units = new IInventoryUnit?[_picture.Units];
        return _picture;
    }

    /// <summary>The resting counts must be gone, durably, before anything changes under them.</summary>
    private Task Awake()
    {
        if (_section.Value.Resting is not null)
        {
            _section.Value.Resting = null;
            _awake = _section.Changed();
        }

        return _awake is null or { IsCompletedSuccessfully: true } ? Task.CompletedTask : _awake;
    }

    private IInventoryUnit Unit(int unit)
    {
        if (unit >= _units.Length)
        {
            Array.Resize(ref _units, Math.Max(unit + 1, _units.Length * 2));
        }

        return _units[unit] ??= _section.Value.Terms switch
        {
            { OpenSeating: true } => GrainFactory.GetGrain<ISeatGrain>(GrainKeys.OpenSeat(_eventKey, _block, _section.Value.OpenSeats[unit])),
            { Kind: Events.SectionKind.General } => GrainFactory.GetGrain<IPoolGrain>(GrainKeys.Unit(_eventKey, _block, unit)),
            _ => GrainFactory.GetGrain<ISeatGrain>(GrainKeys.Unit(_eventKey, _block, unit)),
        };
    }

    /// <summary>By the terms as they are now: since a claim began, the block may have got more seats.</summary>
    private string? SeatName(int unit) => _section.Value.Terms switch
    {
        { OpenSeating: true } => _section.Value.OpenSeats[unit],
        { Kind: Events.SectionKind.Seated } terms => Events.SeatNames.NameOf(terms, unit),
        _ => null,
    };

    /// <summary>A seat that the block does not have, as far as it knows: its event may have given it more.</summary>
    private bool IsBeyond(int seat) => _section.Value.Terms is { OpenSeating: false, Kind: Events.SectionKind.Seated } && seat >= _picture!.Units;

    /// <summary>Waits for a unit's answer and learns from it; and from there being none, that the unit must be asked again.</summary>
    private async Task<UnitAnswer> Learn(int unit, Task<UnitAnswer> asked)
    {
        var (known, of) = (_picture!.CountsOf(unit).Revision, _units[unit]);
        try
        {
            var answer = await asked;
            if (_units[unit] != of)
            {
                // Another seat has its room by now.
                return answer;
            }

            if (answer.Counts.Revision < known)
            {
                // It goes on beside the activation that is known here. The sweep of a unit in doubt finds out which of them is right.
                throw new OutcomeUnknownException($"Unit {unit} knows less than it said before. Repeat the request.");
            }

            Learn(unit, answer.Counts);
            return answer;
        }
        catch (Exception)
        {
            // What the unit granted may have been the public's.
            _public.Close();
            _picture!.Doubt(unit, _time.GetUtcNow().ToUnixTimeMilliseconds());
            throw;
        }
        finally
        {
            ArmSweeper();
        }
    }

    private void Learn(int unit, in UnitCounts counts)
    {
        var taken = _picture!.Sum.Taken;
        _picture.Learn(unit, counts);
        _held.Show(_picture.Sum.Held);
        TellLine(taken);
        TellSoldOut();
    }

    private Task SurveyAll()
    {
        _surveyedMs = NowMs;
        return AskAll(Survey);
    }

    private async Task AskAll(Func<int, Task> ask)
    {
        foreach (var batch in _section.Value.TouchedUnits().Chunk(SurveyBatch))
        {
            await Task.WhenAll(batch.Select(ask));
        }
    }

    private Task Survey(int unit) => Learn(unit, Unit(unit).Survey());

    // Holds within one unit: propose a unit, ask it, learn from the answer, propose again.

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

    // What a block asks a pool at the same moment travels in one call: holds of a hot event are all of the same one.

    private PoolLanes?[] _pools = [];

    /// <summary>Null: a seat, which few ask for at the same moment.</summary>
    private PoolLanes? Lanes(int unit)
    {
        if (Unit(unit) is not IPoolGrain pool)
        {
            return null;
        }

        if (unit >= _pools.Length)
        {
            Array.Resize(ref _pools, _units.Length);
        }

        return _pools[unit] ??= new PoolLanes(pool);
    }

    /// <summary>The ways to one pool.</summary>
    private sealed class PoolLanes(IPoolGrain pool)
    {
        public Lane<ClaimUnit, UnitAnswer> Claims { get; } = new(async commands => commands is [var command] ? [await pool.Claim(command)] : await pool.ClaimAll(commands));

        public Lane<ConfirmUnit, UnitAnswer> Confirmations { get; } = new(async commands => commands is [var command] ? [await pool.Confirm(command)] : await pool.ConfirmAll(commands));
    }

    // Which seats to propose, from what the picture says is free.

    private BlockSeating? _seating;

    public async Task<BlockRoom> Room()
    {
        await SweepDue();
        if (_picture is not { } picture || _section.Value.Terms is not { } terms)
        {
            return BlockRoom.NeverUsed(_block);
        }

        var free = Math.Min(picture.Free, _public.Left(terms, picture));
        var room = new BlockRoom(_block, free, picture.IsPool ? 0 : Math.Min(free, Seating().LongestRun(FreeSeats([]))));
        await _section.Settled();
        return room;
    }

    private BlockSeating Seating() => _seating ??= BlockSeating.Of(_section.Value.Terms!);

    /// <summary>Among the seats that seem free; where those are too few, among those too whose hold should be over.</summary>
    private SeatChoice? Choose(int quantity, bool together, IReadOnlySet<int>? tried = null)
    {
        tried ??= ImmutableHashSet<int>.Empty;
        return ChooseAmong(FreeSeats(tried)) ?? (_picture!.AnyDue(NowMs) ? ChooseAmong(FreeSeats(tried, NowMs)) : null);

        SeatChoice? ChooseAmong(ulong[] free) => together
            ? BestSeats.Together(Seating(), free, quantity)
            : BestSeats.Split(Seating(), free, quantity);
    }

    private ulong[] FreeSeats(IEnumerable<int> without, long dueMs = 0)
    {
        var free = new ulong[Seating().WordCount];
        for (var seat = 0; seat < _picture!.Units; seat++)
        {
            if (_picture.FreeIn(seat) > 0 || (dueMs != 0 && _picture.IsDue(seat, dueMs)))
            {
                free[seat >> 6] |= 1UL << (seat & 63);
            }
        }

        foreach (var seat in without)
        {
            free[seat >> 6] &= ~(1UL << (seat & 63));
        }

        return free;
    }

    private int Groups(ImmutableArray<int> seats) => Seating().CountGroups(seats.AsSpan());

    // The block as the home of holds within one unit, and as the counter of the house event.

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

    // Holds end by themselves whenever a unit looks at them; here they end promptly (a timer) and certainly (a reminder, durable before the first
    // claim is acknowledged and kept while anything is live).

    private const string ReminderName = "sweep";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepSpacing = TimeSpan.FromMilliseconds(20);

    private IGrainTimer? _sweeper;
    private long _armedMs;
    private Task _sweep = Task.CompletedTask;
    private Task<IGrainReminder?> _reminder = Task.FromResult<IGrainReminder?>(null);

    /// <summary>When the reminder was asked for; 0: it is not kept. A clock that was set back since has it silent until then.</summary>
    private long _remindedMs;

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        if (_picture is null)
        {
            // An activation beside the one that knows better fails here, and takes nothing away.
            await _section.Changed();
        }

        if (_picture is null)
        {
            await DropReminder();
            return;
        }

        if (_rested || (IsReminderOfAnother && NowMs - _surveyedMs >= ReminderPeriod.TotalMilliseconds))
        {
            // It had claims: beside this one, or since this one went to rest.
            _rested = false;
            await SurveyAll();
        }

        await Task.WhenAll(_picture.BusyUnits().Select(Survey));
        await SweepDue();
        TellSoldOutAgain();
        if (HasNothingToEnd)
        {
            // Where the block is active twice, the one that was there first fails here: the other may have missed what it was kept for.
            await _section.Changed();
            if (IsReminderOfAnother)
            {
                // So may its units. Whichever writes can't have.
                await AskAll(unit => Learn(unit, Unit(unit).Sweep()));
            }
        }

        if (HasNothingToEnd)
        {
            await DropReminder();
        }
    }

    /// <summary>Another activation keeps the reminder.</summary>
    private bool IsReminderOfAnother => _reminder is { IsCompletedSuccessfully: true, Result: null };

    private bool HasNothingToEnd => _picture!.Busy == 0 && !_flights.Any && !IsSoldOutUnheard;

    private void ArmSweeper()
    {
        var next = _picture!.NextSweepMs;
        if (next == 0 || (_armedMs != 0 && _armedMs <= next))
        {
            return;
        }

        _armedMs = next;
        var delay = TimeSpan.FromMilliseconds(next - _time.GetUtcNow().ToUnixTimeMilliseconds());
        delay = delay > SweepSpacing ? delay : SweepSpacing;
        if (_sweeper is null)
        {
            _sweeper = this.RegisterGrainTimer(
                static (self, _) => self.SweepOnTime(),
                this,
                new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _sweeper.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task SweepOnTime()
    {
        _armedMs = 0;
        await SweepDue();
        ArmSweeper();
    }

    /// <summary>Completes when everything that is due now has been swept, by whomever.</summary>
    private Task SweepDue()
    {
        if (_picture is not { } picture)
        {
            return Task.CompletedTask;
        }

        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (picture.NextSweepMs is var next && next != 0 && next <= nowMs)
        {
            var due = picture.TakeDue(nowMs);
            _sweep = Task.WhenAll([_sweep, .. due.Select(Sweep)]);
        }

        return _sweep;
    }

    private async Task Sweep(int unit)
    {
        try
        {
            await Awake();
            var (doubts, known) = (_picture!.DoubtsOf(unit), _picture.CountsOf(unit).Revision);
            var counts = (await Unit(unit).Sweep()).Counts;
            if (counts.Revision < known && (counts.NextSweepMs == 0 || counts.NextSweepMs > NowMs + UnitSweep.SkewMs))
            {
                // It wrote before it said that there is nothing to be swept: storage has lost something.
                _picture.Forget(unit);
                _soldOutHeard = Nothing;
            }

            Learn(unit, counts);
            _picture.Trust(unit, doubts);
        }
        catch (Exception e)
        {
            // The lease is over all the same for whoever asks; the next sweep tries again.
            LogSweepFailed(e, unit);
        }
        finally
        {
            _picture!.Swept(unit, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    private Task Reminded()
    {
        if (_remindedMs == 0 || NowMs < _remindedMs)
        {
            _remindedMs = NowMs;
            _reminder = Register(_reminder);
        }

        return _reminder;
    }

    private async Task<IGrainReminder?> Register(Task before)
    {
        await before.Ended();
        try
        {
            var kept = this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
            await kept.Traced("write", "reminder");
            return await kept;
        }
        catch (Exception e)
        {
            _remindedMs = 0;
            throw new OutcomeUnknownException("The reminder that ends the hold could not be kept. Repeat the request.", e);
        }
    }

    private Task DropReminder()
    {
        _remindedMs = 0;
        _reminder = Unregister(_reminder);
        return _reminder;
    }

    private async Task<IGrainReminder?> Unregister(Task<IGrainReminder?> before)
    {
        await before.Ended();
        var known = before.IsCompletedSuccessfully ? await before : null;
        if ((known ?? await this.GetReminder(ReminderName)) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeping unit {Unit} failed")]
    private partial void LogSweepFailed(Exception exception, int unit);

    // A block of which nothing is left, since all is sold or withheld, tells its event, without waiting for it, at each look until the event says
    // that it heard: so long the reminder stays.

    private const long Nothing = -1;

    /// <summary>How many places were ever sold or withheld when the event was last told, and when it last said that it heard.</summary>
    private long _soldOutTold = Nothing;
    private long _soldOutHeard = Nothing;

    private bool IsSoldOut => _section.Value.Terms is { OpenSeating: false } terms && _picture!.Sum.Gone >= terms.Capacity;

    private bool IsSoldOutUnheard => IsSoldOut && _soldOutHeard < EverGone;

    private long EverGone => _picture!.Sum.Confirmed + _picture.Sum.EverWithheld;

    public Task SoldOutHeard(long taken)
    {
        // Nobody waits for these calls, so they come in any order. How many were ever gone only grows: the most is the newest.
        _soldOutHeard = Math.Max(_soldOutHeard, taken);
        return Task.CompletedTask;
    }

    /// <summary>Whoever looks after the block because of the reminder tells again what was not heard.</summary>
    private void TellSoldOutAgain()
    {
        _soldOutTold = Nothing;
        TellSoldOut();
    }

    private void TellSoldOut()
    {
        if (IsSoldOutUnheard && _soldOutTold != EverGone)
        {
            _soldOutTold = EverGone;
            _ = GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(_eventKey)).BlockIsSoldOut(_block, _soldOutTold);
        }
    }

    // The block behind a gate: what it has for the waitlist, and what of that the public may have.

    private const string Waiting = "What is free is for those on the waitlist. Join it to be offered places in turn: POST /api/v1/waitlist.";
    private readonly PublicShare _public = new();
    private long _gateKnownMs;

    public async Task<BlockLine> Line()
    {
        await SweepDue();
        if (_picture is not { } picture || _section.Value.Terms is not { } terms)
        {
            return new BlockLine { Block = _block, Free = -1, Public = _public.Given };
        }

        var line = new BlockLine
        {
            Block = _block,
            Free = picture.Free,
            LongestRun = picture.IsPool ? 0 : Seating().LongestRun(FreeSeats([])),
            Placed = picture.Sum.EverTaken,
            Public = Math.Min(picture.Free, _public.Left(terms, picture)),
        };
        await _section.Settled();
        return line;
    }

    /// <summary>
    /// The public is refused for the line's sake. An activation that goes on beside the one whose gate was opened has nothing
    /// to write, so now and then it writes all the same.
    /// </summary>
    private Task GateSettled()
    {
        if (NowMs - _gateKnownMs < ReminderPeriod.TotalMilliseconds)
        {
            return _section.Settled();
        }

        _gateKnownMs = NowMs;
        return _section.Changed();
    }

    public Task OpenTo(long placed)
    {
        _public.OpenTo(placed);
        return Task.CompletedTask;
    }

    /// <summary>Tells the waitlist when fewer places are taken than before.</summary>
    private void TellLine(int takenBefore)
    {
        if (_section.Value.Terms is { IsGated: true } && _picture!.Sum.Taken < takenBefore)
        {
            _ = GrainFactory.GetGrain<IWaitlistGrain>(GrainKeys.Event(_eventKey)).Freed();
        }
    }
}
