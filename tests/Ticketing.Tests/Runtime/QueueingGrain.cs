using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Tests.Runtime;

public interface IQueueingGrain : IGrainWithStringKey
{
    Task<string> Wait(string name);

    [AlwaysInterleave]
    Task Open();

    [AlwaysInterleave]
    Task<int> Waiting();

    [OneWay]
    Task Fail();

    Task<int> Write(int value);

    Task<int> Read();

    Task Throw();

    Task StartTimer();

    Task<string> Context();

    Task Remind();

    [AlwaysInterleave]
    Task<int> Ticks();

    Task End();
}

[GrainType("test-queueing")]
public sealed class QueueingGrain([PersistentState("number")] IPersistentState<NumberState> state) : Grain, IQueueingGrain, IRemindable
{
    private readonly TaskCompletionSource _open = new();
    private int _waiting;
    private int _ticks;

    public async Task<string> Wait(string name)
    {
        _waiting++;
        await _open.Task;
        _waiting--;
        return name;
    }

    public Task Open()
    {
        _open.TrySetResult();
        return Task.CompletedTask;
    }

    public Task<int> Waiting() => Task.FromResult(_waiting);

    public Task Fail() => throw new InvalidOperationException("Nobody hears this.");

    public async Task<int> Write(int value)
    {
        state.State.Number = value;
        await state.WriteStateAsync();
        return state.State.Number;
    }

    public Task<int> Read() => Task.FromResult(state.State.Number);

    public Task Throw() => throw new InvalidOperationException("On purpose.");

    public Task StartTimer()
    {
        this.RegisterGrainTimer(
            static (self, _) =>
            {
                self._ticks++;
                return Task.CompletedTask;
            },
            this,
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        return Task.CompletedTask;
    }

    public Task<string> Context() => Task.FromResult((string)RequestContext.Get("who")!);

    public Task Remind() => this.RegisterOrUpdateReminder("tick", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _ticks++;
        return Task.CompletedTask;
    }
}
