namespace Ticketing.Tests.Deployment;

/// <summary>Alerts fire for what they are for, and say what it is: Prometheus' own tool evaluates them.</summary>
public sealed class AlertRuleTests
{
    private const string Cases = "k8s/observability/alerts.test.yaml";

    [PromtoolFact]
    public async Task Prometheus_finds_that_every_rule_does_as_its_cases_say()
    {
        var (exitCode, output, error) = await Tool.RunAsync("promtool", ["test", "rules", Cases]);
        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public void Every_rule_has_a_case_in_which_it_fires()
    {
        var rules = Yaml.File("k8s/observability/alerts.yaml").Single().At("groups").AsArray()
            .SelectMany(static group => group!.At("rules").AsArray()).Select(static rule => rule!.Text("alert"));
        var firing = Yaml.File(Cases).Single().At("tests").AsArray()
            .SelectMany(static test => test!.At("alert_rule_test").AsArray())
            .Where(static test => test!.AsObject().ContainsKey("exp_alerts"))
            .Select(static test => test!.Text("alertname"));
        Assert.Equal(rules.Order(), firing.Distinct().Order());
    }

    /// <summary>A test that needs promtool, which comes with Prometheus.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PromtoolFactAttribute : FactAttribute
    {
        public PromtoolFactAttribute() => Skip = Tool.Without("promtool");
    }
}
