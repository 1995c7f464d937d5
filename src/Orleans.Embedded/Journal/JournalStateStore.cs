using System.Runtime.CompilerServices;
using System.Text;
using Orleans.Embedded.Storage;

namespace Orleans.Embedded.Journal;

/// <summary>
/// A durable store: records are appended to segment files, an index in memory says where each key's present one is.
/// Everything that waits while a write is under way goes into the next one, so one sync covers many.
/// </summary>
public sealed partial class JournalStateStore : IStateStore, IAsyncDisposable
{
    private readonly IJournalDisk _disk;
    private readonly JournalOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Location> _index = [];
    private readonly Dictionary<UInt128, Pending> _pending = [];
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly List<JournalSegment> _sealed = [];
    private JournalSegment _head = null!;
    private JournalBatch _filling = new();
    private JournalBatch _spare = new();
    private Task<IJournalFile>? _next;
    private Task _flushing = Task.CompletedTask;
    private bool _isFlushing;
    private long _sequence;
    private Exception? _fault;
    private bool _closed;

    private JournalStateStore(IJournalDisk disk, JournalOptions options)
    {
        _disk = disk;
        _options = options;
    }

    /// <summary>Called once, with what is to be told to the operator, when a write has failed.</summary>
    public event Action<string>? Faulted;

    public bool IsWritable => _fault is null && !_closed;

    /// <summary>Keys that have a value.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _index.Count;
            }
        }
    }

    /// <summary>Opens a journal: reads what is there, repairs a torn end, refuses damage.</summary>
    public static async Task<JournalStateStore> OpenAsync(IJournalDisk disk, JournalOptions options)
    {
        var store = new JournalStateStore(disk, options);
        await store.RecoverAsync().ConfigureAwait(false);
        return store;
    }

    public ValueTask<StoredValue?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var hash = HashOf(key);
        Task pending;
        lock (_gate)
        {
            if (!_pending.TryGetValue(hash, out var waiting))
            {
                return _index.TryGetValue(hash, out var at)
                    ? ValueTask.FromResult<StoredValue?>(Load(key, at))
                    : ValueTask.FromResult<StoredValue?>(null);
            }

            if (_fault is not null)
            {
                throw Unavailable($"What was last written to '{key}' may or may not be durable.");
            }

            pending = waiting.Batch.Ended.Task;
        }

        return ReadLaterAsync(key, pending, cancellationToken);
    }

    public Task<long> WriteAsync(string key, long expectedVersion, ReadOnlyMemory<byte> value) =>
        Append(JournalFormat.Put, key, expectedVersion, value.Span);

    public Task DeleteAsync(string key, long expectedVersion) => Append(JournalFormat.Delete, key, expectedVersion, []);

    public async IAsyncEnumerable<KeyValuePair<string, StoredValue>> ScanAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Location[] locations;
        string[] listed;
        lock (_gate)
        {
            var known = prefix.StartsWith(_options.ListedPrefix, StringComparison.Ordinal);
            listed = known ? [.. _listed.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))] : [];
            locations = known ? [] : [.. _index.Values];
        }

        foreach (var key in listed)
        {
            if (await ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } value)
            {
                yield return KeyValuePair.Create(key, value);
            }
        }

        foreach (var at in locations.OrderBy(at => at.Segment.Number).ThenBy(at => at.Offset))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KeyAt(at) is { } key && key.StartsWith(prefix, StringComparison.Ordinal)
                && await ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } value)
            {
                yield return KeyValuePair.Create(key, value);
            }
        }
    }

    /// <summary>Lets what waits become durable, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        Task flushing;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            flushing = _flushing;
        }

        await flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_next is not null)
        {
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _head.File.Dispose();
        _sealed.ForEach(segment => segment.File.Dispose());
    }

    private static UInt128 HashOf(string key)
    {
        Span<byte> bytes = key.Length <= 256 ? stackalloc byte[768] : new byte[Encoding.UTF8.GetMaxByteCount(key.Length)];
        return JournalFormat.Hash(bytes[..Encoding.UTF8.GetBytes(key, bytes)]);
    }

    private async ValueTask<StoredValue?> ReadLaterAsync(string key, Task pending, CancellationToken cancellationToken)
    {
        await pending.WaitAsync(cancellationToken);
        return await ReadAsync(key, cancellationToken);
    }

    private static StoredValue Load(string key, Location at)
    {
        var bytes = new byte[at.Length];
        if (at.Segment.File.Read(at.Offset, bytes) < bytes.Length)
        {
            throw new JournalCorruptException(at.Segment.Name, at.Offset, "A record is cut off.");
        }

        var record = JournalFormat.ReadRecord(bytes);
        if (record.Length != at.Length || record.Version != at.Version || Encoding.UTF8.GetString(record.Key) != key)
        {
            throw new JournalCorruptException(at.Segment.Name, at.Offset, $"The record of '{key}' is not there.");
        }

        return new StoredValue(bytes.AsMemory(at.Length - record.Value.Length), at.Version);
    }

    private string? KeyAt(Location at)
    {
        lock (_gate)
        {
            var header = new byte[Math.Min(at.Length, JournalFormat.RecordHeader + 1024)];
            if (_fault is null && !_sealed.Contains(at.Segment) && !ReferenceEquals(at.Segment, _head))
            {
                // Compaction moved the record; the present one is found under its key, which the old file had.
                return null;
            }

            at.Segment.File.Read(at.Offset, header);
            var keyBytes = header[1] | (header[2] << 8);
            if (keyBytes + JournalFormat.RecordHeader > header.Length)
            {
                header = new byte[at.Length];
                at.Segment.File.Read(at.Offset, header);
            }

            return Encoding.UTF8.GetString(header.AsSpan(JournalFormat.RecordHeader, keyBytes));
        }
    }

    private Task<long> Append(byte kind, string key, long expectedVersion, ReadOnlySpan<byte> value)
    {
        var hash = HashOf(key);
        var waiter = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!IsWritable)
            {
                return Task.FromException<long>(Unavailable("Nothing is written any more."));
            }

            var actual = VersionOf(hash);
            if (actual != expectedVersion)
            {
                return Task.FromException<long>(new StoreConflictException(key, expectedVersion, actual));
            }

            var version = ++_sequence;
            _filling.Add(kind, hash, version, key, value);
            _filling.Waiters.Add((waiter, version));
            _pending[hash] = new Pending(_filling, version, kind);
            StartFlushing();
        }

        return waiter.Task;
    }

    private long VersionOf(UInt128 hash) => _pending.TryGetValue(hash, out var pending)
        ? pending.Kind == JournalFormat.Delete ? 0 : pending.Version
        : _index.TryGetValue(hash, out var at) ? at.Version : 0;

    private StoreUnavailableException Unavailable(string what) =>
        new($"{what} The journal is read-only since a write failed ({_fault?.Message ?? "it is closed"}); restart the service when the disk is well.", _fault);

    private readonly record struct Pending(JournalBatch Batch, long Version, byte Kind);
}
