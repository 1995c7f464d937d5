using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ticketing.Tests.Harness;

/// <summary>
/// State and reminders in memory: serialized as in production, with versions as ETags. It outlives the silos that write to
/// it, several clusters may share it, and its writes can be made to fail, before or after they took effect. A key is the
/// grain's type, its key and the name of its state; that of a reminder begins with <c>reminder/</c>.
/// </summary>
public sealed class FaultyStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (BinaryData Bytes, string ETag)> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _reminders = [];
    private readonly List<string> _written = [];
    private readonly ConcurrentQueue<string> _read = [];
    private long _version;
    private int _failures;

    /// <summary>Chooses the fault of a write to a key. Default: none.</summary>
    public Func<string, WriteFault> Faults { get; set; } = static _ => WriteFault.None;

    /// <summary>What the answer of the store to a read, a write or a deletion of a key waits for. Default: nothing.</summary>
    public Func<string, Task> Answers { get; set; } = static _ => Task.CompletedTask;

    /// <summary>How many writes failed so far.</summary>
    public int Failures => _failures;

    /// <summary>Keys of the writes that took effect, in their order.</summary>
    public string[] Written
    {
        get
        {
            lock (_gate)
            {
                return [.. _written];
            }
        }
    }

    /// <summary>One write to a key that begins like this fails, after <paramref name="passing"/> that don't.</summary>
    public void FailOnce(string prefix, WriteFault fault, int passing = 0)
    {
        var left = passing;
        Faults = key => key.StartsWith(prefix, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == -1
            ? fault
            : WriteFault.None;
    }

    /// <summary>Every write to a key that begins like this fails, or hangs.</summary>
    public void FailAll(string prefix, WriteFault fault) =>
        Faults = key => key.StartsWith(prefix, StringComparison.Ordinal) ? fault : WriteFault.None;

    public void Mend() => Faults = static _ => WriteFault.None;

    public int WritesTo(string prefix) => Written.Count(key => key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>An activation reads its state once.</summary>
    public int ReadsOf(string prefix) => _read.Count(key => key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>How many grains have reminders, and of what name, but for those of one type.</summary>
    public int RemindersBut(string type)
    {
        lock (_gate)
        {
            return _reminders.Keys.Count(key => key.Grain.Type.ToString() != type);
        }
    }

    /// <summary>Keys and bytes of all that is stored. A reminder is all key.</summary>
    public IReadOnlyDictionary<string, BinaryData> Stored(string prefix)
    {
        lock (_gate)
        {
            return _states.Select(static state => KeyValuePair.Create(state.Key, state.Value.Bytes))
                .Concat(_reminders.Keys.Select(static key => KeyValuePair.Create(ReminderKey(key.Grain, key.Name), BinaryData.Empty)))
                .Where(stored => stored.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>Puts back states as they were: for what an activation says that knows no more than that.</summary>
    public void PutBack(IReadOnlyDictionary<string, BinaryData> copy)
    {
        lock (_gate)
        {
            foreach (var (key, bytes) in copy)
            {
                _states[key] = (bytes, NextETag());
            }
        }
    }

    internal static string ReminderKey(GrainId grain, string name) => $"reminder/{grain}/{name}";

    internal (BinaryData Bytes, string ETag)? Read(string key)
    {
        _read.Enqueue(key);
        lock (_gate)
        {
            return _states.TryGetValue(key, out var stored) ? stored : null;
        }
    }

    /// <summary>Replaces a state whose ETag is the expected one; without bytes it is deleted.</summary>
    internal string? Replace(string key, string? expected, BinaryData? bytes)
    {
        lock (_gate)
        {
            var current = _states.TryGetValue(key, out var stored) ? stored.ETag : null;
            if (current != expected)
            {
                throw new InconsistentStateException($"{key} was written by another activation.", current ?? "none", expected ?? "none");
            }

            if (bytes is null)
            {
                _states.Remove(key);
                return null;
            }

            var etag = NextETag();
            _states[key] = (bytes, etag);
            return etag;
        }
    }

    internal ReminderEntry[] Reminders(Func<ReminderEntry, bool> choose)
    {
        lock (_gate)
        {
            return [.. _reminders.Values.Where(choose)];
        }
    }

    internal string PutReminder(ReminderEntry entry)
    {
        lock (_gate)
        {
            entry.ETag = NextETag();
            _reminders[(entry.GrainId, entry.ReminderName)] = entry;
            return entry.ETag;
        }
    }

    internal bool RemoveReminder(GrainId grain, string name, string etag)
    {
        lock (_gate)
        {
            return _reminders.GetValueOrDefault((grain, name))?.ETag == etag && _reminders.Remove((grain, name));
        }
    }

    /// <summary>A write with the fault that is chosen for its key. Its effect is a moment's.</summary>
    internal async Task<T> WriteAsync<T>(string key, Func<T> effect, Func<Task> hang)
    {
        var fault = Faults(key);
        if (fault == WriteFault.HangBeforeEffect)
        {
            await hang();
        }

        if (fault == WriteFault.BeforeEffect)
        {
            Interlocked.Increment(ref _failures);
            throw new IOException("The write failed.");
        }

        var written = effect();
        lock (_gate)
        {
            _written.Add(key);
        }

        if (fault == WriteFault.HangAfterEffect)
        {
            await hang();
        }

        if (fault == WriteFault.AfterEffect)
        {
            Interlocked.Increment(ref _failures);
            throw new IOException("The write failed after it took effect.");
        }

        return written;
    }

    private string NextETag() => (++_version).ToString(CultureInfo.InvariantCulture);
}
