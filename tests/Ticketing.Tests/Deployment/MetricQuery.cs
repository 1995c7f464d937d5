using System.Text.RegularExpressions;

namespace Ticketing.Tests.Deployment;

/// <summary>What a query of Prometheus asks for.</summary>
internal static partial class MetricQuery
{
    private static readonly HashSet<string> Words =
    [
        "by", "on", "without", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset",
    ];

    /// <summary>The metrics that a query names, each with the labels by which it selects, and whether their growth is asked for.</summary>
    public static IEnumerable<(string Name, string[] Labels, bool IsRate)> MetricsOf(string query)
    {
        // Lists of labels are no metrics, and neither is a label that a selector compares.
        var text = Grouping().Replace(query, " ");
        foreach (Match match in Selector().Matches(text))
        {
            var name = match.Groups["name"].Value;
            if (!Words.Contains(name))
            {
                var labels = Label().Matches(match.Groups["labels"].Value).Select(static label => label.Groups[1].Value).ToArray();
                yield return (name, labels, text[..match.Index].EndsWith("rate(", StringComparison.Ordinal));
            }
        }
    }

    [GeneratedRegex("""\b(by|on|without|ignoring)\s*\([^)]*\)""")]
    private static partial Regex Grouping();

    // A name before a parenthesis is a function. Numbers with units stand in brackets alone.
    [GeneratedRegex("""(?<![\w"$.\[])(?<name>[a-zA-Z_:][\w:]*)(?![\w:]*\s*\()(\{(?<labels>(?:[^"}]|"[^"]*")*)\})?(\[[^\]]*\])?""")]
    private static partial Regex Selector();

    [GeneratedRegex("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"")]
    private static partial Regex Label();
}
