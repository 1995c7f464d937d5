using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;

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
}
