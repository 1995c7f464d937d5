using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Ticketing.Operations;

/// <summary>Adds up what the service's instruments measure, and writes it in the Prometheus text format.</summary>
public sealed class MetricsCollector : IDisposable
{
    private static readonly double[] DefaultBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Ticketing.", StringComparison.Ordinal)
                || instrument.Meter.Name.StartsWith("Orleans.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument.Name, static (_, i) => new Family(i), instrument));
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((Family)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((Family)family!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((Family)family!).Add(value, tags));
        _listener.Start();
    }

    /// <summary>The sum of every counter, by name.</summary>
    public IEnumerable<(string Name, double Value)> Totals()
    {
        _listener.RecordObservableInstruments();
        return _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal).Select(family => (family.Name, family.Total));
    }

    public string ToPrometheus()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private sealed class Family
    {
        private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
        private readonly string _help;
        private readonly string _kind;
        private readonly double[] _buckets;

        public Family(Instrument instrument)
        {
            _kind = instrument switch
            {
                Histogram<double> or Histogram<int> or Histogram<long> => "histogram",
                ObservableGauge<int> or ObservableGauge<long> => "gauge",
                _ => "counter",
            };
            Name = instrument.Name.Replace('.', '_') + _kind switch
            {
                "counter" => "_total",
                "histogram" when instrument.Unit == "s" && !instrument.Name.EndsWith("_seconds", StringComparison.Ordinal) => "_seconds",
                _ => "",
            };
            _help = instrument.Description ?? instrument.Name;
            _buckets = instrument switch
            {
                Histogram<double> { Advice.HistogramBucketBoundaries: { } doubles } => [.. doubles],
                Histogram<int> { Advice.HistogramBucketBoundaries: { } ints } => [.. ints.Select(bound => (double)bound)],
                _ => DefaultBuckets,
            };
        }

        public string Name { get; }

        public double Total => _series.Values.Sum(series => _kind == "histogram" ? series.Count : series.Sum);

        public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var series = tags.Length == 0
                ? _series.GetOrAdd("", static (_, family) => new Series(family._buckets.Length), this)
                : _series.GetOrAdd(Labels(tags), static (_, family) => new Series(family._buckets.Length), this);
            lock (series)
            {
                series.Sum = _kind == "gauge" ? value : series.Sum + value;
                series.Count++;
                if (_kind == "histogram")
                {
                    var bucket = Array.FindIndex(_buckets, bound => value <= bound);
                    if (bucket >= 0)
                    {
                        series.Buckets[bucket]++;
                    }
                }
            }
        }

        public void Write(StringBuilder text)
        {
            text.Append("# HELP ").Append(Name).Append(' ').Append(_help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n')
                .Append("# TYPE ").Append(Name).Append(' ').Append(_kind).Append('\n');
            foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                lock (series)
                {
                    if (_kind != "histogram")
                    {
                        Line(text, Name, labels, series.Sum);
                        continue;
                    }

                    long below = 0;
                    for (var i = 0; i < _buckets.Length; i++)
                    {
                        below += series.Buckets[i];
                        Line(text, Name + "_bucket", Join(labels, $"le=\"{Number(_buckets[i])}\""), below);
                    }

                    Line(text, Name + "_bucket", Join(labels, "le=\"+Inf\""), series.Count);
                    Line(text, Name + "_sum", labels, series.Sum);
                    Line(text, Name + "_count", labels, series.Count);
                }
            }
        }

        private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
            {
                text.Append('{').Append(labels).Append('}');
            }

            text.Append(' ').Append(Number(value)).Append('\n');
        }

        private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = new StringBuilder();
            foreach (var (name, value) in tags)
            {
                var escaped = (value?.ToString() ?? "")
                    .Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal);
                text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"").Append(escaped).Append('"');
            }

            return text.ToString();
        }
    }

    private sealed class Series(int buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
