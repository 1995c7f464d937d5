using System.Globalization;
using Orleans.Embedded.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>A state that an activation reads before it begins.</summary>
internal interface IPersistentStateSlot
{
    Task ReadStateAsync();
}

/// <summary>
/// A grain's state. A write starts on a later turn than the call that asked for it; calls that come before it starts
/// share it, calls that come while it is under way share the next one.
/// </summary>
internal sealed class PersistentState<TState> : IPersistentState<TState>, IPersistentStateSlot
{
    private readonly Activation _activation;
    private readonly string _key;
    private readonly Queue<Operation> _queue = new();
    private readonly Action _pumpTurn;
    private Operation? _tail;
    private bool _pumping;
    private long _version;

    public PersistentState(Activation activation, string name)
    {
        _activation = activation;
        _key = $"{activation.Id}/{name}";
        _pumpTurn = () => _ = PumpAsync();
        State = Activator.CreateInstance<TState>();
        activation.Add(this);
    }

    private enum Kind
    {
        Read,
        Write,
        Clear,
    }

    public TState State { get; set; }

    public string? Etag => _version == 0 ? null : _version.ToString(CultureInfo.InvariantCulture);

    public bool RecordExists => _version != 0;

    public Task ReadStateAsync() => Ask(Kind.Read);

    public Task WriteStateAsync() => Ask(Kind.Write);

    public Task ClearStateAsync() => Ask(Kind.Clear);

    private Task Ask(Kind kind)
    {
        if (_tail is { } tail && tail.Kind == kind)
        {
            return tail.Task;
        }

        var operation = new Operation(kind);
        _tail = operation;
        _queue.Enqueue(operation);
        if (!_pumping)
        {
            _pumping = true;
            _activation.Post(_pumpTurn);
        }

        return operation.Task;
    }

    private async Task PumpAsync()
    {
        while (_queue.TryDequeue(out var operation))
        {
            if (ReferenceEquals(operation, _tail))
            {
                // It has started: whoever asks from here on is not covered by it.
                _tail = null;
            }

            try
            {
                await Carry(operation.Kind);
                operation.TrySetResult();
            }
            catch (StoreConflictException e)
            {
                operation.TrySetException(new InconsistentStateException(
                    $"{_key}: {e.Message} Another activation wrote it.", e));
            }
            catch (Exception e)
            {
                operation.TrySetException(e as OrleansException ?? new OrleansException($"{_key}: {operation.Kind} failed. {e.Message}", e));
            }
        }

        _pumping = false;
    }

    private async Task Carry(Kind kind)
    {
        var silo = _activation.Silo;
        switch (kind)
        {
            case Kind.Read:
                var stored = await silo.Store.ReadAsync(_key, CancellationToken.None);
                State = stored is { } found
                    ? silo.Serializer.Deserialize<TState>(new BinaryData(found.Value)) ?? Activator.CreateInstance<TState>()
                    : Activator.CreateInstance<TState>();
                _version = stored?.Version ?? 0;
                break;
            case Kind.Write:
                _version = await silo.Store.WriteAsync(_key, _version, silo.Serializer.Serialize(State).ToMemory());
                break;
            case Kind.Clear:
                if (_version != 0)
                {
                    await silo.Store.DeleteAsync(_key, _version);
                    _version = 0;
                }

                State = Activator.CreateInstance<TState>();
                break;
        }
    }

    private sealed class Operation(Kind kind) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Kind Kind { get; } = kind;
    }
}
