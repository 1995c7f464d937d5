using System.Diagnostics.Metrics;

namespace Orleans.Embedded.Journal;

/// <summary>What an operator can watch.</summary>
public sealed partial class JournalStateStore
{
    private static readonly Meter Meter = new("Orleans.Embedded.Journal");
    private static readonly Histogram<double> CommitSeconds = Meter.CreateHistogram<double>(
        "journal.commit.duration", "s", "Time of one durable write", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1] });

    private static readonly Histogram<int> CommitRecords = Meter.CreateHistogram<int>(
        "journal.commit.records", "{record}", "Records in one durable write", null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    private static readonly Counter<long> CompactionRuns = Meter.CreateCounter<long>(
        "journal.compaction.runs", "{segment}", "Segments rewritten and deleted");

    private static readonly Counter<long> CompactionBytes = Meter.CreateCounter<long>(
        "journal.compaction.bytes", "By", "Bytes written again by compaction");

    // Weak, since a simulated crash drops a journal without closing it.
    private static readonly List<WeakReference<JournalStateStore>> Open = [];

    static JournalStateStore()
    {
        Meter.CreateObservableGauge("journal.segments", static () => Sum(static store => store.Measure().Segments), "{segment}", "Segment files, the one being written included");
        Meter.CreateObservableGauge("journal.live.bytes", static () => Sum(static store => store.Measure().Live), "By", "Bytes of records that are some key's present one");
        Meter.CreateObservableGauge("journal.dead.bytes", static () => Sum(static store => store.Measure().Dead), "By", "Bytes of the journal that are no key's present record");
        Meter.CreateObservableGauge("journal.queue", static () => Sum(static store => store._filling.Entries.Count), "{record}", "Records that wait for the durable write under way to end");
        Meter.CreateObservableGauge("journal.keys", static () => Sum(static store => store.Count), "{key}", "Keys that have a value");
    }

    private static long Sum(Func<JournalStateStore, long> measure)
    {
        long sum = 0;
        lock (Open)
        {
            foreach (var reference in Open)
            {
                sum += reference.TryGetTarget(out var store) && !store._closed ? measure(store) : 0;
            }
        }

        return sum;
    }

    private void Observe()
    {
        lock (Open)
        {
            Open.RemoveAll(static reference => !reference.TryGetTarget(out var store) || store._closed);
            Open.Add(new WeakReference<JournalStateStore>(this));
        }
    }

    private (long Segments, long Live, long Dead) Measure()
    {
        lock (_gate)
        {
            if (_head is null)
            {
                return default;
            }

            var (live, written) = (_head.LiveBytes, _head.End);
            foreach (var segment in _sealed)
            {
                live += segment.LiveBytes;
                written += segment.End;
            }

            return (_sealed.Count + 1, live, written - live);
        }
    }
}
