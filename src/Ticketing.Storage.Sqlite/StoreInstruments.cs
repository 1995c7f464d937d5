using System.Diagnostics.Metrics;

namespace Ticketing.Storage.Sqlite;

/// <summary>What an operator can watch of a store.</summary>
internal sealed class StoreInstruments : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1] };
    private static readonly InstrumentAdvice<int> Counts = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] };

    private readonly Meter _meter;
    private readonly Histogram<double> _commits;
    private readonly Histogram<int> _writes;
    private readonly Histogram<double> _restarts;

    public StoreInstruments(SqliteStoreOptions options, StoreFile file, WriteQueue queue)
    {
        FileInfo log = new(file.Log);
        _meter = new Meter(new MeterOptions(SqliteStore.MeterName) { Tags = [new("store", file.Path)], Scope = options.Meters ?? (object)file });
        _commits = _meter.CreateHistogram("sqlite.commit.duration", "s", "Time of one transaction, its sync included", null, Seconds);
        _writes = _meter.CreateHistogram("sqlite.commit.writes", "{write}", "Writes in one transaction", null, Counts);
        _restarts = _meter.CreateHistogram("sqlite.checkpoint.stall", "s", "Time that a checkpoint kept the writer from committing", null, Seconds);
        _meter.CreateObservableGauge("sqlite.queue", () => queue.Count, "{write}", "Writes that wait for the transaction under way to end");
        _meter.CreateObservableGauge("sqlite.wal.size", () => SizeOf(log), "By", "Size of the write-ahead log");
    }

    public void Committed(TimeSpan time, int writes)
    {
        _commits.Record(time.TotalSeconds);
        _writes.Record(writes);
    }

    public void Restarted(TimeSpan time) => _restarts.Record(time.TotalSeconds);

    public void Dispose() => _meter.Dispose();

    private static long SizeOf(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }
}
