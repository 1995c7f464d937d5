using System.Text;
using Orleans.Embedded.Journal;
using Orleans.Embedded.Storage;
using Ticketing.Simulation.Disks;

namespace Ticketing.Tests.Journal;

/// <summary>
/// Writes, overwrites, deletes and conflicts of few keys over small segments, so that segments roll and compaction runs;
/// and what a reader may find afterwards. It runs on one thread, as far as its disk completes what is asked of it.
/// </summary>
internal sealed class Workload(int seed)
{
    private const int Keys = 12;
    public static readonly JournalOptions Options = new() { SegmentBytes = 2_048 };
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, State> _states = [];

    /// <summary>Writes of which nobody knows how they ended.</summary>
    public int Unknown => _states.Values.Count(state => state.Asked is not null);

    public static JournalStateStore Open(IJournalDisk disk) => Completed(JournalStateStore.OpenAsync(disk, Options));

    /// <summary>The outcome of what must not wait for anything, a thread least of all.</summary>
    public static T Completed<T>(Task<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("It waits for something.");

    /// <summary>Does up to <paramref name="steps"/> steps; ends when the disk doesn't answer any more.</summary>
    public void Run(JournalStateStore journal, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            var key = $"{(step % 3 == 0 ? "reminder/" : "")}k{_random.Next(Keys)}";
            var state = _states.TryGetValue(key, out var known) ? known : _states[key] = new State();
            if (state.Asked is not null)
            {
                continue;
            }

            if (_random.Next(10) == 0)
            {
                var conflict = journal.WriteAsync(key, state.Version + 1_000_000, new byte[3]);
                Assert.True(conflict.Exception?.InnerException is StoreConflictException or StoreUnavailableException);
                continue;
            }

            var value = state.Version != 0 && _random.Next(4) == 0 ? null : Value(key, step);
            state.Asked = new Change(value);
            if (value is null)
            {
                Follow(state, journal.DeleteAsync(key, state.Version), static _ => 0);
            }
            else
            {
                Follow(state, journal.WriteAsync(key, state.Version, value), static task => ((Task<long>)task).Result);
            }
        }
    }

    /// <summary>Looks at every key: what was acknowledged is there; what was asked for may be there, whole.</summary>
    public void Verify(JournalStateStore journal)
    {
        var present = 0;
        foreach (var (key, state) in _states)
        {
            state.Settle();
            var found = Completed(journal.ReadAsync(key, default).AsTask());
            if (state.Asked is { } asked && Same(found, asked.Value) && found?.Version != state.Version)
            {
                state.Value = asked.Value;
                state.Version = found?.Version ?? 0;
            }

            Assert.True(Same(found, state.Value), $"'{key}' was {Text(state.Value)}, is {Text(found?.Value.ToArray())}, asked for was {Text(state.Asked?.Value)}.");
            Assert.Equal(state.Version, found?.Version ?? 0);
            state.Asked = null;
            present += found is null ? 0 : 1;
        }

        Assert.Equal(present, journal.Count);
        Assert.Equal(present, Scan(journal, "").Count);
        Assert.Equal(_states.Where(pair => pair.Value.Value is not null && pair.Key.StartsWith("reminder/", StringComparison.Ordinal)).Select(pair => pair.Key).Order(), Scan(journal, "reminder/").Order());
    }

    public static List<string> Scan(JournalStateStore journal, string prefix)
    {
        return Completed(Collect());

        async Task<List<string>> Collect()
        {
            List<string> keys = [];
            await foreach (var (key, _) in journal.ScanAsync(prefix, default))
            {
                keys.Add(key);
            }

            return keys;
        }
    }

    private static void Follow(State state, Task task, Func<Task, long> version) => (state.Task, state.NewVersion) = (task, version);

    private static bool Same(StoredValue? found, byte[]? value) =>
        value is null ? found is null : found is { } there && there.Value.Span.SequenceEqual(value);

    private static string Text(byte[]? value) => value is null ? "absent" : Encoding.UTF8.GetString(value[..Math.Min(20, value.Length)]);

    private byte[] Value(string key, int step) => Encoding.UTF8.GetBytes($"{key}#{step}:{new string((char)('a' + (step % 26)), _random.Next(400))}");

    private sealed record Change(byte[]? Value);

    private sealed class State
    {
        public byte[]? Value { get; set; }

        public long Version { get; set; }

        public Change? Asked
        {
            get
            {
                Settle();
                return field;
            }

            set;
        }

        public Task? Task { get; set; }

        public Func<Task, long> NewVersion { get; set; } = static _ => 0;

        /// <summary>Takes over what has been acknowledged. A failure leaves the change asked for: its outcome is unknown.</summary>
        public void Settle()
        {
            if (Task is { IsCompletedSuccessfully: true } done)
            {
                Task = null;
                Version = NewVersion(done);
                Value = Asked!.Value;
                Asked = null;
            }
        }
    }
}
