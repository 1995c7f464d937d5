using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Withholdings;

/// <summary>
/// A withholding. Places are claimed as a hold's are, with an end; then each unit is told to keep them without one; then a
/// write acknowledges it. What an attempt leaves behind that was cut off lapses, or is given back by the reminder.
/// </summary>
[GrainType("ticketing.withholding")]
public sealed partial class WithholdingGrain : SparseGrain, IWithholdingGrain, IRemindable
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
}
