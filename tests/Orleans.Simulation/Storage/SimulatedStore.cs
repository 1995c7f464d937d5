namespace Orleans.Simulation;

/// <summary>
/// A durable store of bytes with versions, as Redis or SQLite is under Orleans' providers. What it answered is durable. Its
/// ways take time, so operations overtake each other; they fail before or after their effect, hang, or lose their process.
/// </summary>
public sealed class SimulatedStore(SimulatedWorld world)
{
    /// <summary>Expects whatever is there.</summary>
    public const long AnyVersion = -1;

    /// <summary>Expects that nothing is there.</summary>
    public const long NoVersion = 0;

    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, StoredRecord> _records = new(StringComparer.Ordinal);
    private readonly List<(Life Life, Action TakeEffect)> _inProcess = [];
    private long _version;
    private long _downUntil;

    /// <summary>Called with each write that took effect. No bytes: the record was deleted.</summary>
    public Action<string, ReadOnlyMemory<byte>> Written { get; set; } = static (_, _) => { };

    /// <summary>All that is durable, ordered by key.</summary>
    public IEnumerable<KeyValuePair<string, StoredRecord>> Records => _records.OrderBy(record => record.Key, StringComparer.Ordinal);

    public void BreakDown() => _downUntil = world.Loop.Now + world.FaultChance.Delay(LongestOutage).Ticks;

    public void Heal() => _downUntil = 0;

    /// <summary>
    /// A process has died. Where the store is part of it, a commit that was under way has happened or not before the next
    /// process opens the store. Beyond a network it may arrive even later: see <see cref="AskAsync"/>.
    /// </summary>
    public void ProcessDied(Life life)
    {
        foreach (var (_, takeEffect) in _inProcess.Where(operation => operation.Life == life && world.FaultChance.Hits(0.5)).ToArray())
        {
            takeEffect();
        }

        _inProcess.RemoveAll(operation => operation.Life == life);
    }

    public Task<StoredRecord?> ReadAsync(Life life, string key) => AskAsync<StoredRecord?>(
        life, isWrite: false, () => _records.TryGetValue(key, out var record) ? record : null);

    public Task<KeyValuePair<string, StoredRecord>[]> ScanAsync(Life life, string prefix) => AskAsync(
        life, isWrite: false, () => Records.Where(record => record.Key.StartsWith(prefix, StringComparison.Ordinal)).ToArray());

    /// <summary>Writes if the version is the expected one. Answers with the new version.</summary>
    /// <exception cref="StoreConflictException">Another version is stored.</exception>
    public Task<long> WriteAsync(Life life, string key, long expectedVersion, ReadOnlyMemory<byte> value) => AskAsync(life, isWrite: true, () =>
    {
        Require(key, expectedVersion);
        _records[key] = new StoredRecord(value, ++_version);
        Written(key, value);
        return _version;
    });

    /// <summary>Deletes if the version is the expected one. False: there was nothing.</summary>
    /// <exception cref="StoreConflictException">Another version is stored.</exception>
    public Task<bool> DeleteAsync(Life life, string key, long expectedVersion) => AskAsync(life, isWrite: true, () =>
    {
        Require(key, expectedVersion);
        var existed = _records.Remove(key);
        Written(key, default);
        return existed;
    });

    private void Require(string key, long expectedVersion)
    {
        var actual = _records.TryGetValue(key, out var record) ? record.Version : NoVersion;
        if (expectedVersion != AnyVersion && expectedVersion != actual)
        {
            throw new StoreConflictException(actual);
        }
    }

    private Task<T> AskAsync<T>(Life life, bool isWrite, Func<T> effect)
    {
        var faults = world.Faults;
        var answer = new TaskCompletionSource<T>();
        var fails = world.Occurs(isWrite ? "write fails" : "read fails", isWrite ? faults.WriteFails : faults.ReadFails);
        var failsAfter = isWrite && world.Occurs("write fails after its effect", faults.WriteFailsAfterEffect);
        (Life Life, Action TakeEffect) inProcess = (life, () => Try(fails: false, failsAfter: false, effect));
        if (isWrite && !fails && !world.IsCluster)
        {
            _inProcess.Add(inProcess);
        }

        world.Loop.After(world.StoreDelay(), world.Forever, Arrive);
        return answer.Task;

        void Arrive()
        {
            // What a process sent before it died may still arrive, however late, where the store is on another machine.
            if (life.IsOver && !(isWrite && world.IsCluster && world.FaultChance.Hits(0.5)))
            {
                return;
            }

            _inProcess.Remove(inProcess);
            var outcome = Try(fails || world.Loop.Now < _downUntil, failsAfter, effect);
            world.Loop.After(world.StoreDelay(), life, () => answer.SetFromTask(outcome));
        }
    }

    private static Task<T> Try<T>(bool fails, bool failsAfter, Func<T> effect)
    {
        if (fails)
        {
            return Task.FromException<T>(new IOException("The store did not do it."));
        }

        try
        {
            var result = effect();
            return failsAfter ? Task.FromException<T>(new IOException("The store did it, and its answer was lost.")) : Task.FromResult(result);
        }
        catch (StoreConflictException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
