using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;

namespace Ticketing;

/// <summary>
/// A grain's state under two rules. Whoever is answered, is answered after the write that covers what the answer rests
/// on. And a failed write makes the activation unusable: everybody who waits is told that the outcome is unknown, the
/// grain gives itself up, and the next activation reads what is really there.
/// </summary>
internal sealed class Durable<T>(IPersistentState<T> state, IGrainBase grain)
{
    private static readonly KeyValuePair<string, object?> StateTag = new("state", typeof(T).Name);
    private readonly TimeProvider _time = grain.GrainContext.ActivationServices.GetRequiredService<TimeProvider>();
    private Task? _write;
    private Task _covering = Task.CompletedTask;
    private bool _failed;

    public T Value => _failed ? throw Unknown(null) : state.State;

    public bool Failed => _failed;

    public bool Exists => !_failed && state.RecordExists;

    public void Replace(T value) => state.State = value;

    /// <summary>The state was changed: completes when the change is durable. Concurrent changes share one write.</summary>
    public Task Changed()
    {
        var write = state.WriteStateAsync();
        if (!ReferenceEquals(write, _write))
        {
            _write = write;
            _covering = Guard(write);
        }

        return _covering.Traced("write", typeof(T).Name);
    }

    /// <summary>Nothing was changed: completes when all that could be seen in the state is durable.</summary>
    public Task Settled() => _covering.IsCompletedSuccessfully ? Task.CompletedTask : _covering.Traced("wait", typeof(T).Name);

    /// <summary>The state of what must be there: where nothing was stored when it was read, another activation has stored it since, or deleted it.</summary>
    public async ValueTask<T> Known()
    {
        if (!Exists)
        {
            await state.ReadStateAsync();
        }

        return Value;
    }

    /// <summary>Deletes the state.</summary>
    public Task Clear()
    {
        _covering = Guard(state.ClearStateAsync());
        return _covering.Traced("clear", typeof(T).Name);
    }

    private async Task Guard(Task write)
    {
        var asked = _time.GetTimestamp();
        try
        {
            await write;
            GrainInstruments.Writes.Record(_time.GetElapsedTime(asked).TotalSeconds, StateTag);
        }
        catch (Exception e)
        {
            GrainInstruments.WriteFailures.Add(1, StateTag);
            _failed = true;
            grain.DeactivateOnIdle();
            throw Unknown(e);
        }
    }

    private static OutcomeUnknownException Unknown(Exception? cause) =>
        new("A write failed, so it is not known whether the change is durable. Repeat the request.", cause);
}
