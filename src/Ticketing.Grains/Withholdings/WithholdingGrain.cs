using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Withholdings;

/// <summary>
/// A withholding. Places are claimed as a hold's are, with an end; then each unit is told to keep them without one; then a
/// write acknowledges it. What an attempt leaves behind that was cut off lapses, or is given back by the reminder.
/// </summary>
[GrainType("ticketing.withholding")]
public sealed class WithholdingGrain : SparseGrain, IWithholdingGrain, IRemindable
{
    private const string ReminderName = "withholding";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    /// <summary>For how long a late copy of a refused request is told the same.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly Durable<WithholdingState> _withholding;
    private readonly IIdSource _ids;
    private readonly TimeProvider _time;

    public WithholdingGrain([PersistentState("withholding")] IPersistentState<WithholdingState> state, IIdSource ids, TimeProvider time)
    {
        _withholding = new Durable<WithholdingState>(state, this);
        _ids = ids;
        _time = time;
    }

    protected override bool IsEmpty => _withholding.IsNothing;

    public async Task<WithholdingView?> Get() => await IsActive() ? WithholdingDecisions.View(_withholding.Value) : null;

    public async Task<WithholdingView?> Settle()
    {
        if (await IsActive())
        {
            return WithholdingDecisions.View(_withholding.Value);
        }

        if (_withholding.Value.Phase != WithholdingPhase.Refused)
        {
            // A late copy of the request finds that it was given up.
            await Remind();
            await Undo();
            _withholding.Value.Phase = WithholdingPhase.Refused;
        }

        _withholding.Value.Refusal = GivenUp;
        _withholding.Value.AttemptedAt = Now;
        await _withholding.Changed();
        return null;
    }

    public async Task<WithholdingAnswer> Release(ReleaseWithheld command)
    {
        if (!await IsActive())
        {
            return WithholdingAnswer.Refused(RefusalCode.WithholdingNotFound);
        }

        // Before the write: whatever ends what follows, the units are told.
        await Remind();
        var state = _withholding.Value;
        var before = state.Releases.Count;
        if (WithholdingDecisions.Release(state, command, Now) is { } refusal)
        {
            await _withholding.Settled();
            return new WithholdingAnswer(null, refusal);
        }

        if (state.Releases.Count > before)
        {
            await _withholding.Changed();
        }

        await Tell();
        return new WithholdingAnswer(WithholdingDecisions.View(state), Repeated: state.Releases.Count == before);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        switch (_withholding.Value.Phase)
        {
            case WithholdingPhase.None:
                await this.EndReminder(ReminderName, _withholding, forget: true);
                break;
            case WithholdingPhase.Active when _withholding.Value.Removes && !await Event.KnowsRemoval(_withholding.Value.WithholdingId):
                break;
            case WithholdingPhase.Active:
                await Tell();
                await this.EndReminder(ReminderName, _withholding, forget: false);
                break;
            case WithholdingPhase.Refused when Now < _withholding.Value.AttemptedAt + Remembered:
                break;
            default:
                // The attempt was cut off, and nothing was acknowledged; or it was refused a while ago.
                // Nothing is left of it, and that is written before nobody looks any more.
                await Undo();
                _withholding.Replace(new WithholdingState());
                await this.EndReminder(ReminderName, _withholding, forget: true);
                break;
        }
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>An activation that saw an attempt, beside the one that has acknowledged it, fails here and says nothing.</summary>
    private async Task<bool> IsActive()
    {
        var state = await _withholding.Known();
        if (state.Phase is not (WithholdingPhase.None or WithholdingPhase.Active))
        {
            await _withholding.Changed();
        }

        return state.Phase == WithholdingPhase.Active;
    }

    /// <summary>Tells the units what they are to keep no longer, until all have heard it.</summary>
    private async Task Tell()
    {
        var state = _withholding.Value;
        if (!state.Parts.Exists(static part => part.IsUntold))
        {
            return;
        }

        if (await Mark(state.Parts.Where(static part => part.IsUntold)) is var refusal && refusal != RefusalCode.None)
        {
            throw new OutcomeUnknownException($"A unit does not know yet what it withholds: {refusal}. Repeat the request.");
        }

        state.Parts.RemoveAll(static part => part.Places == 0);
        for (var i = 0; i < state.Parts.Count; i++)
        {
            state.Parts[i] = state.Parts[i] with { IsUntold = false };
        }

        await _withholding.Changed();
    }

    /// <summary>Each unit keeps so many places without an end, and gives the others back.</summary>
    private async Task<RefusalCode> Mark(IEnumerable<WithheldPart> parts)
    {
        var claims = _withholding.Value.Claims;
        var answers = await Task.WhenAll(parts.GroupBy(static part => part.Block).Select(block =>
            Section(block.Key).WithholdPart(new WithholdPart(claims, [.. block.Select(static part => new KeptUnit(part.Unit, part.Places))]))));
        return answers.FirstOrDefault(static refusal => refusal != RefusalCode.None);
    }

    private static Refusal GivenUp { get; } = new(RefusalCode.StaleVersion, "The event went on without it.");

    private IEventGrain Event => GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(_withholding.Value.EventId.Key));

    private ISectionGrain Section(int block) =>
        GrainFactory.GetGrain<ISectionGrain>(GrainKeys.Section(_withholding.Value.EventId.Key, block));

    private async Task Remind()
    {
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder of the withholding could not be kept. Repeat the request.", e);
        }
    }

    // Placing: note what is asked for, claim it, keep it, and acknowledge only what is wholly kept.

    private const int MaxAttempts = 3;

    /// <summary>How long a claim lasts that was not marked: longer than an attempt takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    public async Task<WithholdingAnswer> Place(Withhold command)
    {
        if (WithholdingDecisions.Again(await _withholding.Known()) is { } again)
        {
            await _withholding.Settled();
            return again;
        }

        for (var attempt = 1; ; attempt++)
        {
            await Undo();
            var refusal = await Attempt(command);
            if (refusal is null)
            {
                return new WithholdingAnswer(WithholdingDecisions.View(_withholding.Value));
            }

            // Whoever met others gives back what it has, and tries anew, before it is told that there is nothing.
            if (refusal.Code != RefusalCode.Busy || attempt == MaxAttempts)
            {
                await Undo();
                _withholding.Value.Phase = WithholdingPhase.Refused;
                _withholding.Value.Refusal = refusal;
                await _withholding.Changed();
                return new WithholdingAnswer(null, refusal);
            }
        }
    }

    /// <summary>Null: all places are withheld, and that is durable.</summary>
    private async Task<Refusal?> Attempt(Withhold command)
    {
        // Before the write: whatever ends what follows, somebody looks after it.
        await Remind();
        var state = Begin(command);
        _withholding.Replace(state);
        await _withholding.Changed();
        var wish = command.Wish;
        if ((wish.Seats.IsEmpty ? await AskPlaces(state, wish) : await AskSeats(state, wish)) is { } refusal)
        {
            return refusal;
        }

        // Which they are is written before the first has no end.
        state.Phase = WithholdingPhase.Marking;
        await _withholding.Changed();
        if (await Mark(state.Parts) != RefusalCode.None)
        {
            return Contended;
        }

        if (!state.Removes)
        {
            // The name first: one that was made is always listed.
            await GrainFactory.GetGrain<IDirectoryGrain>(GrainKeys.Withholdings(state.EventId.Key)).Add(state.WithholdingId);
        }

        state.Phase = WithholdingPhase.Active;
        state.At = Now;
        await _withholding.Changed();
        return null;
    }

    private static Refusal Contended { get; } = new(RefusalCode.Busy, "Others wanted the same places at the same moment. Try again.");

    private WithholdingState Begin(Withhold command) => new()
    {
        WithholdingId = command.WithholdingId,
        EventId = command.EventId,
        Phase = WithholdingPhase.Asking,
        Claims = HoldId.Coordinated(command.EventId.Key, _ids.Next()),
        AttemptedAt = Now,
        Blocks = [.. command.Wish.Seats.Select(static at => at.Block).Concat(command.Wish.Blocks.Select(static room => room.Block))],
        SectionId = command.Wish.SectionId,
        Total = command.Wish.Quantity,
        Reason = command.Reason,
        By = command.By,
        Removes = command.Removes,
    };

    private async Task<Refusal?> AskSeats(WithholdingState state, PlacesWish wish)
    {
        var answers = await Task.WhenAll(wish.Seats.Select(async at =>
            (at.Block, Part: await Ask(state, at.Block, PartWish.NamedSeats, at.Seats.Length, at.Seats))));
        Take(state, answers);
        var refusals = answers.Select(static answer => answer.Part.Refusal).OfType<Refusal>().ToArray();
        return refusals.FirstOrDefault(static refusal => refusal.Code != RefusalCode.SeatTaken)
            ?? (refusals.Length == 0 ? null : new Refusal(RefusalCode.SeatTaken) { Seats = [.. refusals.SelectMany(static refusal => refusal.Seats)] });
    }

    /// <summary>One block after the other, the one with the most room first.</summary>
    private async Task<Refusal?> AskPlaces(WithholdingState state, PlacesWish wish)
    {
        var missing = wish.Quantity;
        var isContended = false;
        foreach (var room in wish.Blocks)
        {
            var part = await Ask(state, room.Block, PartWish.Places, missing, []);
            if (part.Refusal is { Code: not (RefusalCode.InsufficientSeats or RefusalCode.Busy) } refusal)
            {
                return refusal;
            }

            Take(state, [(room.Block, part)]);
            isContended |= part.Contended || part.Refusal?.Code == RefusalCode.Busy;
            missing -= part.Refusal is null ? part.Units.Sum(static unit => unit.Quantity) : 0;
            if (missing == 0)
            {
                return null;
            }
        }

        return isContended ? Contended : new Refusal(
            RefusalCode.InsufficientSeats, $"Section '{wish.SectionId}' has only {wish.Quantity - missing} free places. Nothing is withheld; take fewer.");
    }

    private Task<PartAnswer> Ask(WithholdingState state, int block, PartWish wish, int quantity, ImmutableArray<int> seats) => Section(block).ClaimPart(new ClaimPart
    {
        HoldId = state.Claims,
        Wish = wish,
        Seats = seats,
        Quantity = quantity,
        TakeFewer = wish == PartWish.Places,
        IssuedAt = state.AttemptedAt,
        ExpiresAt = state.AttemptedAt + Lease,
        Withholds = true,
        Removes = state.Removes,
    });

    private static void Take(WithholdingState state, IEnumerable<(int Block, PartAnswer Part)> answers) =>
        state.Parts.AddRange(answers.Where(static answer => answer.Part.Refusal is null).SelectMany(static answer => answer.Part.Units
            .Select(unit => new WithheldPart(answer.Block, unit.Unit, unit.Quantity, unit.Seat, IsUntold: false))));

    /// <summary>
    /// Gives back what an attempt has that came to nothing. That it did is written first: an activation beside the one that has
    /// acknowledged it fails there.
    /// </summary>
    private async Task Undo()
    {
        var state = _withholding.Value;
        if (state.Phase is WithholdingPhase.None or WithholdingPhase.Refused)
        {
            return;
        }

        state.Phase = WithholdingPhase.Undoing;
        await _withholding.Changed();
        await Task.WhenAll(state.Blocks.Select(block => Section(block).ReleasePart(
            new PartCommand(state.Claims, [.. state.Parts.Where(part => part.Block == block).Select(static part => part.Unit)], EndReason.Withdrawn)
            {
                IssuedAt = state.AttemptedAt,
            })));
    }
}
