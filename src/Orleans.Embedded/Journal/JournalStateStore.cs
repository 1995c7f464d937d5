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
    private TaskCompletionSource? _idle;
    private bool _isFlushing;
    private long _sequence;
    private Exception? _fault;
    private bool _closed;

    private JournalStateStore(IJournalDisk disk, JournalOptions options)
    {
        _disk = disk;
        _options = options;
        Observe();
    }

    /// <summary>Called once, with what is to be told to the operator, when a write or the compaction has failed.</summary>
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
    /// <exception cref="JournalCorruptException">Something acknowledged is damaged or missing.</exception>
    public static async Task<JournalStateStore> OpenAsync(IJournalDisk disk, JournalOptions options)
    {
        var store = new JournalStateStore(disk, options);
        try
        {
            await store.RecoverAsync().Inline();
        }
        catch
        {
            store.Close();
            throw;
        }

        return store;
    }

    public Task<long> WriteAsync(string key, long expectedVersion, ReadOnlyMemory<byte> value) =>
        Append(JournalFormat.Put, key, expectedVersion, value.Span);

    public Task DeleteAsync(string key, long expectedVersion) => Append(JournalFormat.Delete, key, expectedVersion, []);

    /// <summary>Lets what waits become durable, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _idle = _isFlushing ? new TaskCompletionSource() : null;
            idle = _idle?.Task ?? Task.CompletedTask;
        }

        await idle.Inline();
        await (_next ?? Task.CompletedTask).Ended().Inline();
        await _deleting.Inline();
        Close();
    }

    private static UInt128 HashOf(string key)
    {
        Span<byte> bytes = key.Length <= 256 ? stackalloc byte[768] : new byte[Encoding.UTF8.GetMaxByteCount(key.Length)];
        return JournalFormat.Hash(bytes[..Encoding.UTF8.GetBytes(key, bytes)]);
    }

    private void Close()
    {
        _closed = true;
        _head?.File.Dispose();
        _sealed.ForEach(static segment => segment.File.Dispose());
        if (_next is { IsCompletedSuccessfully: true } next)
        {
            next.Result.Dispose();
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
            _filling.Writers.Add((waiter, version));
            _pending[hash] = new Pending(_filling, version, kind);
            if (_isFlushing)
            {
                return waiter.Task;
            }

            _isFlushing = true;
        }

        _ = FlushAsync();
        return waiter.Task;
    }

    private long VersionOf(UInt128 hash) => _pending.TryGetValue(hash, out var pending)
        ? pending.Kind == JournalFormat.Delete ? 0 : pending.Version
        : _index.TryGetValue(hash, out var at) ? at.Version : 0;

    private StoreUnavailableException Unavailable(string what) => _fault is null
        ? new StoreUnavailableException($"{what} The journal is closed.")
        : new StoreUnavailableException($"{what} {ReadOnlyBecause(_fault)}", _fault);

    private static string ReadOnlyBecause(Exception fault) =>
        $"The journal is read-only since a write failed: {fault.Message} Free space or repair the disk, then restart the service.";

    private readonly record struct Pending(JournalBatch Batch, long Version, byte Kind);
}
