using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;

namespace Ticketing;

/// <summary>
/// A grain's state under three rules. Whoever is answered, is answered after the write that covers what the answer rests
/// on. A failed write makes the activation unusable: everybody who waits is told that the outcome is unknown, the
/// grain gives itself up, and the next activation reads what is really there. And what is changed while the state is read
/// anew or deleted is not written at all: when either ends, Orleans puts another object in the state's place, and would
/// write that one and call the change durable. It fails, as a write does that comes too late.
/// </summary>
internal sealed class Durable<T>(IPersistentState<T> state, IGrainBase grain)
{
    private static readonly KeyValuePair<string, object?> StateTag = new("state", typeof(T).Name);
    private readonly TimeProvider _time = grain.GrainContext.ActivationServices.GetRequiredService<TimeProvider>();
    private Task? _write;
    private Task? _reading;
    private bool _isBeingRead;
    private Task _covering = Task.CompletedTask;

    /// <summary>A counter that is born with its first failure has no increase that an alert could see.</summary>
    static Durable() => GrainInstruments.WriteFailures.Add(0, StateTag);

    public T Value => IsOver ? throw Lost() : state.State;

    /// <summary>A write failed, or the state was deleted: nobody is answered by this activation any more.</summary>
    public bool IsOver { get; private set; }

    public bool Exists => !IsOver && state.RecordExists;

    /// <summary>Nothing is stored, and nothing is on its way to be.</summary>
    public bool IsNothing => !IsOver && !state.RecordExists && !_isBeingRead && _covering.IsCompleted;

    public void Replace(T value)
    {
        ThrowIfLost();
        state.State = value;
    }

    /// <summary>The state was changed: completes when the change is durable. Concurrent changes share one write.</summary>
    public Task Changed()
    {
        ThrowIfLost();
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

    /// <summary>
    /// The state of what must be there: where nothing was stored when it was read, another activation has stored it since, or
    /// deleted it. Not for reentrant grains: a change that spans an await would be one of what was there before.
    /// </summary>
    public async ValueTask<T> Known()
    {
        if (!Exists && !IsOver)
        {
            await (_reading is { IsCompleted: false } ? _reading : _reading = ReadAnew());
        }

        return Value;
    }

    /// <summary>Deletes the state, after all that was changed until now is written. The activation ends with it.</summary>
    public Task Clear()
    {
        ThrowIfLost();
        var clear = state.ClearStateAsync();
        End();
        _covering = Guard(clear);
        return _covering.Traced("clear", typeof(T).Name);
    }

    private async Task ReadAnew()
    {
        await _covering;
        if (Exists || IsOver)
        {
            return;
        }

        var nothing = state.State;
        _isBeingRead = true;
        try
        {
            await state.ReadStateAsync();
            if (!state.RecordExists)
            {
                // So that whoever has it at hand and whoever looks it up see the same.
                state.State = nothing;
            }
        }
        finally
        {
            _isBeingRead = false;
        }
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
            End();
            throw new OutcomeUnknownException("A write failed, so it is not known whether the change is durable. Repeat the request.", e);
        }
    }

    private void ThrowIfLost()
    {
        if (IsOver || _isBeingRead)
        {
            End();
            throw Lost();
        }
    }

    private void End()
    {
        IsOver = true;
        grain.DeactivateOnIdle();
    }

    private static OutcomeUnknownException Lost() => new("What is stored is being read anew. Repeat the request.");
}
