using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ticketing.Tests.Simulation.Probes;

public class ProbeGrain(ProbeLogs logs, [PersistentState("text")] IPersistentState<ProbeText> state) : Grain, IProbeGrain, IRemindable
{
    private List<int> _kept = [];

    private ProbeLog Log => logs.Of(this.GetPrimaryKeyString());

    private string Name => this.GetPrimaryKeyString().Split('/')[1];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var number = Log.NextActivation();
        Log.Note($"{Name} activates as {number}");
        return Name == "broken" && number == 1 ? throw new InvalidOperationException("It can't begin.") : Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Log.Note($"{Name} deactivates: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Enter(string name) => Visit(name);

    public Task Look(string name) => Visit(name);

    public Task Pass(string name) => Visit(name);

    public async Task Drop(string name)
    {
        await Visit(name);
        throw new InvalidOperationException("Nobody hears of this.");
    }

    public async Task Await(string name, CancellationToken cancellationToken)
    {
        Log.Note($"{name} begins");
        try
        {
            await Log.Until(name).WaitAsync(cancellationToken);
        }
        finally
        {
            Log.Note($"{name} ends, cancelled: {cancellationToken.IsCancellationRequested}");
        }
    }

    public async Task<int> Throw(string name, Failure failure)
    {
        Log.Note($"{name} begins");
        await Log.Until(name);
        throw Of(failure);
    }

    public async Task Leave(string name)
    {
        Log.Note($"{name} begins");
        await Log.Until(name);
        DeactivateOnIdle();
        Log.Note($"{name} ends");
    }

    public async Task Tick(string name)
    {
        Log.Note($"{name} begins");
        IGrainTimer? once = null;
        once = this.RegisterGrainTimer(
            _ =>
            {
                Log.Note("a tick comes in its turn");
                once!.Dispose();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)));
        this.RegisterGrainTimer(
            async _ =>
            {
                Log.Note("an interleaving tick begins");
                await Log.Until("tick");
                Log.Note("an interleaving tick ends");
            },
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan) { Interleave = true });
        await Log.Until(name);
        Log.Note($"{name} ends");
    }

    public async Task Remind(string name)
    {
        Log.Note(await Outcome(() => this.RegisterOrUpdateReminder(name, TimeSpan.Zero, TimeSpan.FromMilliseconds(999))));
        var first = await this.RegisterOrUpdateReminder(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var second = await this.RegisterOrUpdateReminder(name, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Log.Note($"known: {(await this.GetReminder(name))?.ReminderName}, in all {(await this.GetReminders()).Count}");
        await Log.Until(name);
        Log.Note($"by a stale handle: {await Outcome(() => this.UnregisterReminder(first))}");
        Log.Note($"by its handle: {await Outcome(() => this.UnregisterReminder(second))}");
        Log.Note($"once more: {await Outcome(() => this.UnregisterReminder(second))}");
        Log.Note($"known: {(await this.GetReminder(name))?.ReminderName ?? "none"}");
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // How many come until somebody looks is a matter of time.
        Log.NoteOnce($"reminder {reminderName}, each {status.Period}");
        return Task.CompletedTask;
    }

    public async Task<string?> Context(string key, string? change)
    {
        var before = RequestContext.Get(key) as string;
        if (change is not null)
        {
            RequestContext.Set(key, change);
            Log.Note($"inside: {await Other("inner").Context(key, null)}");
        }

        return before;
    }

    public Task<string> Relay(string to, Failure failure) => Outcome(() => Other(to).Throw("now", failure));

    public async Task<int> HandOver(string to)
    {
        List<int> numbers = [1, 2, 3];
        await Other(to).Keep(numbers);
        numbers.Add(4);
        return await Other(to).Sum();
    }

    public Task Keep(List<int> numbers)
    {
        _kept = numbers;
        return Task.CompletedTask;
    }

    public Task<int> Sum() => Task.FromResult(_kept.Sum());

    public Task Save(string? text)
    {
        state.State.Text = text;
        return text is null ? state.ClearStateAsync() : state.WriteStateAsync();
    }

    public Task<string> Load() => Task.FromResult($"{state.State.Text ?? "nothing"}, {(state.RecordExists ? "stored" : "not stored")}, {(state.Etag is null ? "without" : "with")} ETag");

    /// <summary>How a call ends, in words.</summary>
    public static async Task<string> Outcome(Func<Task> call)
    {
        try
        {
            await call();
            return "done";
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}{(e.InnerException is { } inner ? $" for {inner.GetType().Name}" : "")}";
        }
    }

    private static Exception Of(Failure failure) => failure switch
    {
        Failure.Plain => new InvalidOperationException("plain"),
        Failure.Marked => new MarkedException("marked"),
        Failure.Unmarked => new UnmarkedException("unmarked"),
        Failure.UnmarkedInside => new InvalidOperationException("outside", new UnmarkedException("inside")),
        _ => new InconsistentStateException("inconsistent"),
    };

    private IProbeGrain Other(string name) => GrainFactory.GetGrain<IProbeGrain>($"{this.GetPrimaryKeyString().Split('/')[0]}/{name}");

    private async Task Visit(string name)
    {
        Log.Note($"{name} begins");
        await Log.Until(name);
        Log.Note($"{name} ends");
    }
}

[Reentrant]
public sealed class ReentrantProbeGrain(ProbeLogs logs, [PersistentState("text")] IPersistentState<ProbeText> text) : ProbeGrain(logs, text), IReentrantProbeGrain;
