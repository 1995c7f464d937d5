using Orleans.Embedded.Journal;

namespace Ticketing.Simulation.Disks;

/// <summary>
/// A disk in memory that loses what real ones lose. It has no threads and no clock: <c>schedule</c> decides when an
/// operation ends (at once by default), and one that never ends was under way when the process or the machine died.
/// After <see cref="Crash"/> or <see cref="Restart"/> the old disk is dead: nothing on it ever ends, and the new one is
/// what the next process finds.
/// </summary>
public sealed class SimulatedDisk(Action<Action>? schedule = null) : IJournalDisk
{
    private readonly Action<Action> _schedule = schedule ?? (static end => end());
    private readonly Dictionary<int, DiskFault> _faults = [];

    // Names change durably in the order in which operations end; until then a crash may leave either.
    private readonly SortedDictionary<string, DiskFile> _durable = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, DiskFile> _seen = new(StringComparer.Ordinal);
    private bool _isDead;

    /// <summary>Operations begun so far; reads don't count.</summary>
    public int Operations { get; private set; }

    /// <summary>Bytes that files may still grow by; null: no limit. Deleting and cutting files gives bytes back.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>Asked before every read with the file's name and the offset; what it returns is thrown.</summary>
    public Func<string, long, Exception?>? ReadFault { get; set; }

    /// <summary>The operation <paramref name="operation"/> (the first is 1) will fail.</summary>
    public void Fail(int operation, DiskFault fault) => _faults[operation] = fault;

    public IReadOnlyList<string> List() => [.. _seen.Keys];

    public IJournalFile Open(string name) => _seen.TryGetValue(name, out var file)
        ? new Handle(this, name, file)
        : throw new FileNotFoundException($"There is no file {name}.", name);

    public Task<IJournalFile> CreateAsync(string name, long length)
    {
        if (_isDead)
        {
            return Never<IJournalFile>();
        }

        var fault = Begin();
        if (fault == DiskFault.IoError)
        {
            return Failed<IJournalFile>($"{name}: Input/output error");
        }

        Grow(-(_seen.TryGetValue(name, out var replaced) ? replaced.Length : 0));
        var file = new DiskFile([]);
        _seen[name] = file;
        var room = Math.Min(length, FreeBytes ?? length);
        var zeros = new DiskChange(0, new byte[fault == DiskFault.ShortWrite ? room / 2 : room]);
        file.Add(zeros);
        Grow(zeros.Bytes!.Length);
        if (room < length || fault is not null)
        {
            return Failed<IJournalFile>(room < length ? $"{name}: No space left on device" : $"{name}: Input/output error");
        }

        return Ending<IJournalFile>(
            () =>
            {
                file.Settle(zeros);
                _durable[name] = file;
            },
            () => new Handle(this, name, file));
    }

    public Task DeleteAsync(string name)
    {
        if (_isDead)
        {
            return Never<bool>();
        }

        var fault = Begin();
        if (fault is DiskFault.IoError or DiskFault.ShortWrite)
        {
            return Failed<bool>($"{name}: Input/output error");
        }

        if (_seen.Remove(name, out var file))
        {
            Grow(-file.Length);
        }

        return fault is not null ? Failed<bool>($"{name}: Input/output error") : Ending(() => _durable.Remove(name), static () => true);
    }

    /// <summary>The machine loses power: what was durable stays, of the rest a random part. The disk after it.</summary>
    public SimulatedDisk Crash(Random random, Action<Action>? schedule = null)
    {
        _isDead = true;
        var after = new SimulatedDisk(schedule);
        foreach (var name in _durable.Keys.Union(_seen.Keys).Order(StringComparer.Ordinal))
        {
            var (old, now) = (_durable.GetValueOrDefault(name), _seen.GetValueOrDefault(name));
            if ((ReferenceEquals(old, now) || random.Next(2) == 0 ? old : now) is { } file)
            {
                after.Put(name, file.Torn(random));
            }
        }

        return after;
    }

    /// <summary>The process dies, the machine does not: everything written can be read, but is no more durable than before.</summary>
    public SimulatedDisk Restart(Action<Action>? schedule = null)
    {
        _isDead = true;
        var after = new SimulatedDisk(schedule);
        foreach (var (name, file) in _durable)
        {
            after._durable[name] = file;
        }

        foreach (var (name, file) in _seen)
        {
            after._seen[name] = file;
        }

        return after;
    }

    /// <summary>A copy that can be crashed or damaged without harm to this one. Everything in it is durable.</summary>
    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk();
        foreach (var (name, file) in _seen)
        {
            var bytes = new byte[file.Length];
            file.Read(0, bytes);
            copy.Put(name, new DiskFile(bytes));
        }

        return copy;
    }

    /// <summary>The durable bytes of a file, to look at or to damage.</summary>
    public Span<byte> Bytes(string name) => _seen[name].Durable;

    /// <summary>Turns one bit of a file's durable bytes.</summary>
    public void FlipBit(string name, long offset, int bit = 0) => _seen[name].Durable[offset] ^= (byte)(1 << bit);

    /// <summary>Puts a durable file in place, or takes it away where there are no bytes.</summary>
    public void Replace(string name, byte[]? bytes)
    {
        _seen.Remove(name);
        _durable.Remove(name);
        if (bytes is not null)
        {
            Put(name, new DiskFile(bytes));
        }
    }

    private void Put(string name, DiskFile file) => _seen[name] = _durable[name] = file;

    private DiskFault? Begin() => _faults.TryGetValue(++Operations, out var fault) ? fault : null;

    private void Grow(long bytes) => FreeBytes -= bytes;

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    private Task<T> Ending<T>(Action settle, Func<T> result)
    {
        // Nothing may hop to another thread here, so whoever waits goes on inside this.
        var ended = new TaskCompletionSource<T>();
        _schedule(() =>
        {
            if (!_isDead)
            {
                settle();
                ended.SetResult(result());
            }
        });
        return ended.Task;
    }

    private Task<T> Failed<T>(string message)
    {
        var ended = new TaskCompletionSource<T>();
        _schedule(() =>
        {
            if (!_isDead)
            {
                ended.SetException(new IOException(message));
            }
        });
        return ended.Task;
    }

    private sealed class Handle(SimulatedDisk disk, string name, DiskFile file) : IJournalFile
    {
        private bool _isClosed;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return disk.ReadFault?.Invoke(name, offset) is { } fault ? throw fault : file.Read(offset, buffer);
        }

        public Task WriteAsync(long offset, ReadOnlyMemory<byte> bytes)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (disk._isDead)
            {
                return Never<bool>();
            }

            var fault = disk.Begin();
            var growth = Math.Max(0, offset + bytes.Length - file.Length);
            if (fault == DiskFault.IoError || growth > (disk.FreeBytes ?? growth))
            {
                return disk.Failed<bool>(fault is null ? $"{name}: No space left on device" : $"{name}: Input/output error");
            }

            disk.Grow(growth);
            var change = new DiskChange(offset, bytes.Span[..(fault == DiskFault.ShortWrite ? bytes.Length / 2 : bytes.Length)].ToArray());
            file.Add(change);
            change.IsLost = fault == DiskFault.SyncError;
            return fault is not null
                ? disk.Failed<bool>($"{name}: Input/output error")
                : disk.Ending(() => file.Settle(change), static () => true);
        }

        public Task TruncateAsync(long length)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (disk._isDead)
            {
                return Never<bool>();
            }

            var fault = disk.Begin();
            if (fault is DiskFault.IoError or DiskFault.ShortWrite)
            {
                return disk.Failed<bool>($"{name}: Input/output error");
            }

            disk.Grow(length - file.Length);
            var cut = new DiskChange(length, null);
            file.Add(cut);
            return fault is not null ? disk.Failed<bool>($"{name}: Input/output error") : disk.Ending(() => file.Settle(cut), static () => true);
        }

        public void Dispose() => _isClosed = true;
    }
}
