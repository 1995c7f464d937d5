namespace Ticketing.Storage.Sqlite;

/// <summary>
/// What waits for the writer, up to a number and a size. Who finds it full waits for room before its state is turned into
/// bytes, so that a slow disk costs time and not memory.
/// </summary>
internal sealed class WriteQueue(SqliteStoreOptions options)
{
    private readonly object _gate = new();
    private readonly Queue<Write> _writes = new();
    private readonly Queue<TaskCompletionSource> _outside = new();
    private long _bytes;
    private bool _isWoken;
    private bool _isClosed;

    public int Count => _writes.Count;

    private bool HasRoom => _writes.Count < options.MostWaiting && _bytes < options.MostWaitingBytes;

    /// <summary>Completes when there is room, first come first served.</summary>
    public ValueTask RoomAsync()
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_isClosed || (HasRoom && _outside.Count == 0))
            {
                return ValueTask.CompletedTask;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _outside.Enqueue(turn);
        }

        return WaitAsync(turn);
    }

    public bool TryAdd(Write write)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _writes.Enqueue(write);
            _bytes += write.Size;
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Makes <see cref="Take"/> return, whether anything waits or not.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Nothing more is added; what is there can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for writes, or to be woken, and takes what fits in one commit. False when there will be nothing more.</summary>
    public bool Take(List<Write> batch, TimeSpan most)
    {
        lock (_gate)
        {
            if (_writes.Count == 0 && !_isWoken && !_isClosed)
            {
                Monitor.Wait(_gate, most);
            }

            _isWoken = false;
            long bytes = 0;
            while (batch.Count < options.MostInCommit && bytes < options.MostBytesInCommit && _writes.TryDequeue(out var write))
            {
                batch.Add(write);
                bytes += write.Size;
            }

            _bytes -= bytes;
            LetIn();
            return batch.Count > 0 || !_isClosed;
        }
    }

    private void LetIn()
    {
        var room = _isClosed ? int.MaxValue : HasRoom ? options.MostWaiting - _writes.Count : 0;
        while (room > 0 && _outside.TryDequeue(out var turn))
        {
            // Who gave up leaves its place to the next.
            room -= turn.TrySetResult() ? 1 : 0;
        }
    }

    private async ValueTask WaitAsync(TaskCompletionSource turn)
    {
        try
        {
            await turn.Task.WaitAsync(options.Patience);
        }
        catch (TimeoutException) when (turn.TrySetCanceled())
        {
            throw new SqliteStoreException($"The store did not take a write within {options.Patience.TotalSeconds} s; nothing was written.");
        }
        catch (TimeoutException)
        {
            // Its turn came in the same moment.
        }
    }
}
