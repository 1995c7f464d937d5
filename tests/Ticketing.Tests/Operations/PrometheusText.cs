using System.Globalization;
using System.Text.RegularExpressions;

namespace Ticketing.Tests.Operations;

/// <summary>Reads the Prometheus text format and refuses whatever its rules forbid.</summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, string> _types = [];
    private readonly HashSet<string> _helped = [];

    private PrometheusText()
    {
    }

    /// <summary>Every sample by its name and labels as written.</summary>
    public Dictionary<string, double> Samples { get; } = [];

    public IReadOnlyDictionary<string, string> Types => _types;

    public static PrometheusText Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var parsed = new PrometheusText();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            parsed.Read(line);
        }

        foreach (var (family, type) in parsed._types)
        {
            Assert.Contains(family, parsed._helped);
            Assert.True(type != "counter" || family.EndsWith("_total", StringComparison.Ordinal), $"The counter {family} must end in _total.");
            if (type == "histogram")
            {
                parsed.CheckHistogram(family);
            }
        }

        return parsed;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\\\|\\"|\\n)*",?)*)\})? (?<value>\S+)$""")]
    private static partial Regex Sample { get; }

    private void Read(string line)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            Assert.True(_helped.Add(line.Split(' ')[2]), $"A second help: {line}");
            return;
        }

        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var words = line.Split(' ');
            Assert.Contains(words[3], new[] { "counter", "gauge", "histogram" });
            Assert.True(_types.TryAdd(words[2], words[3]), $"A second type: {line}");
            return;
        }

        var match = Sample.Match(line);
        Assert.True(match.Success, $"Not a sample: {line}");
        var name = match.Groups["name"].Value;
        Assert.True(_types.ContainsKey(name) || _types.ContainsKey(FamilyOf(name)), $"No type before {line}");
        var value = match.Groups["value"].Value;
        var number = value == "+Inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture);
        Assert.True(Samples.TryAdd($"{name}{{{match.Groups["labels"].Value}}}", number), $"A second time: {line}");
    }

    private static string FamilyOf(string name) => Suffix.Replace(name, "");

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix { get; }

    [GeneratedRegex("""(^|,)le="(?<bound>[^"]*)",?""")]
    private static partial Regex Bound { get; }

    /// <summary>Buckets grow with their bounds, the last has no bound and is the count, and there is a sum.</summary>
    private void CheckHistogram(string family)
    {
        var series = Samples.Where(sample => sample.Key.StartsWith($"{family}_bucket{{", StringComparison.Ordinal))
            .GroupBy(sample => Bound.Replace(Labels(sample.Key), "").Trim(','));
        foreach (var buckets in series)
        {
            var ordered = buckets
                .Select(bucket => (Bound: Bound.Match(Labels(bucket.Key)).Groups["bound"].Value, bucket.Value))
                .Select(bucket => (Bound: bucket.Bound == "+Inf" ? double.PositiveInfinity : double.Parse(bucket.Bound, CultureInfo.InvariantCulture), bucket.Value))
                .ToArray();
            Assert.Equal(ordered.OrderBy(bucket => bucket.Bound).Select(bucket => bucket.Bound), ordered.Select(bucket => bucket.Bound));
            Assert.Equal(ordered.OrderBy(bucket => bucket.Value).Select(bucket => bucket.Value), ordered.Select(bucket => bucket.Value));
            Assert.Equal(double.PositiveInfinity, ordered[^1].Bound);
            Assert.Equal(ordered[^1].Value, Samples[$"{family}_count{{{buckets.Key}}}"]);
            Assert.True(Samples.ContainsKey($"{family}_sum{{{buckets.Key}}}"));
        }
    }

    private static string Labels(string sample) => sample[(sample.IndexOf('{', StringComparison.Ordinal) + 1)..^1];
}
