using System.Text.RegularExpressions;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.Deployment;

/// <summary>What operators read, compared with what there is.</summary>
public sealed partial class OperationsDocumentTests
{
    private readonly string _document = File.ReadAllText(Path.Combine(Source.Root, "docs/operations.md"));

    [Fact]
    public void Every_setting_is_described() =>
        Assert.All(KnownSettings.Own, name => Assert.Contains("`" + name, _document, StringComparison.Ordinal));

    [Fact]
    public void Every_alert_has_a_paragraph_in_the_runbook()
    {
        var alerts = Directory.EnumerateFiles(Path.Combine(Source.Root, "k8s"), "*.yaml", SearchOption.AllDirectories)
            .SelectMany(static path => Alert().Matches(File.ReadAllText(path))).Select(static match => match.Groups[1].Value);
        Assert.All(alerts, name => Assert.Contains($"### {name}\n", _document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_that_is_named_is_there() =>
        Assert.All(
            Mentioned().Matches(_document).Select(static match => match.Groups[1].Value.TrimEnd('.')),
            static path => Assert.True(Path.Exists(Path.Combine(Source.Root, path)), $"{path} is not there."));

    [GeneratedRegex("alert: (\\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex("((?:k8s|deploy|tests|src)/[\\w./-]+)")]
    private static partial Regex Mentioned();
}
