using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Ticketing.Operations;

/// <summary>What one instrument measured: a series for every set of tags. A measurement of known tags allocates nothing.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] DefaultBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    /// <summary>.NET publishes them as counters, and they fall too.</summary>
    private static readonly HashSet<string> NoCounters = ["dotnet.thread_pool.queue.length", "dotnet.thread_pool.thread.count"];

    /// <summary>By labels as written: tags that read alike are one series.</summary>
    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _known = new(new TagsComparer());
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _lookup;
    private readonly string _help;
    private readonly string _kind;
    private readonly bool _isSum;
    private readonly double[] _buckets;

    public MetricFamily(Instrument instrument)
    {
        _lookup = _known.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        var type = instrument.GetType().GetGenericTypeDefinition();
        _kind = type == typeof(Histogram<>) ? "histogram"
            : NoCounters.Contains(instrument.Name) ? "gauge"
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? "counter"
            : "gauge";

        // What is observed is the whole, what is added is a part of it.
        _isSum = !instrument.IsObservable && type != typeof(Gauge<>);
        Name = NameOf(instrument, _kind);
        _help = Escape(instrument.Description ?? instrument.Name);
        _buckets = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } doubles } => [.. doubles],
            Histogram<int> { Advice.HistogramBucketBoundaries: { } ints } => [.. ints.Select(bound => (double)bound)],
            Histogram<long> { Advice.HistogramBucketBoundaries: { } longs } => [.. longs.Select(bound => (double)bound)],
            _ => DefaultBuckets,
        };
    }

    public string Name { get; }

    public double Total => _series.Values.Sum(series => _kind == "histogram" ? series.Count : series.Sum);

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _lookup.TryGetValue(tags, out var known) ? known : Learn(tags);
        lock (series)
        {
            series.Sum = _isSum ? series.Sum + value : value;
            series.Count++;
            if (_kind == "histogram" && BucketOf(value) is var bucket && bucket < _buckets.Length)
            {
                series.Buckets[bucket]++;
            }
        }
    }

    public void Write(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(_help).Append('\n')
            .Append("# TYPE ").Append(Name).Append(' ').Append(_kind).Append('\n');
        foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            lock (series)
            {
                if (_kind == "histogram")
                {
                    WriteHistogram(text, labels, series);
                }
                else
                {
                    Line(text, Name, labels, series.Sum);
                }
            }
        }
    }

    private Series Learn(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _series.GetOrAdd(Labels(tags), static (_, buckets) => new Series(buckets), _buckets.Length);
        return _known.GetOrAdd(tags.ToArray(), series);
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < _buckets.Length && value > _buckets[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    private void WriteHistogram(StringBuilder text, string labels, Series series)
    {
        var prefix = labels.Length == 0 ? "" : labels + ",";
        long below = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            below += series.Buckets[i];
            Line(text, Name + "_bucket", $"{prefix}le=\"{Number(_buckets[i])}\"", below);
        }

        Line(text, Name + "_bucket", prefix + "le=\"+Inf\"", series.Count);
        Line(text, Name + "_sum", labels, series.Sum);
        Line(text, Name + "_count", labels, series.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>The instrument's name with its unit, as OpenTelemetry writes names for Prometheus.</summary>
    private static string NameOf(Instrument instrument, string kind)
    {
        var name = Legal(instrument.Name);
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return kind == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Legal(string name) => string.Create(name.Length, name, static (legal, name) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            legal[i] = char.IsAsciiLetter(name[i]) || (i > 0 && char.IsAsciiDigit(name[i])) ? name[i] : '_';
        }
    });

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            var shown = Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\"", StringComparison.Ordinal);
            text.Append(text.Length > 0 ? "," : "").Append(Legal(name)).Append("=\"").Append(shown).Append('"');
        }

        return text.ToString();
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed class Series(int buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
