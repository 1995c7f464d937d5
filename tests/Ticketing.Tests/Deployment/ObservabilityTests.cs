using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ticketing.Diagnostics;
using Ticketing.Operations;
using Ticketing.Storage.Sqlite;
using Ticketing.Tests.Harness;
using Ticketing.Tests.HouseRules;
using Ticketing.Tests.Operations;
using Ticketing.Tests.Storage;

namespace Ticketing.Tests.Deployment;

/// <summary>Alerts and dashboard ask for what a running service shows.</summary>
public sealed class ObservabilityTests(RunningService service) : IClassFixture<RunningService>
{
    /// <summary>What only a service over a file shows.</summary>
    private const string FileRow = "SQLite file";

    private static readonly string[] Expected =
    [
        "TicketingDown", "TicketingNotReady", "TicketingErrors", "TicketingSlow", "TicketingSaturated", "TicketingExpiryLag",
        "TicketingStorageSlow", "TicketingStorageFailing", "TicketingReminderLag", "TicketingRefusalsHigh",
    ];

    /// <summary>What takes a minute, or a log of 16 MB, to be measured.</summary>
    private static readonly string[] Rare = ["ticketing_reminder_lag_seconds_bucket", "sqlite_checkpoint_stall_seconds_bucket"];

    /// <summary>Made by Prometheus itself, for whatever it reads.</summary>
    private static readonly string[] OfPrometheus = ["up"];

    /// <summary>Labels that Prometheus adds.</summary>
    private static readonly string[] AddedLabels = ["job", "instance"];

    [Fact]
    public void Every_alert_says_what_it_means_how_bad_it_is_and_where_to_read_on()
    {
        var rules = Rules();
        Assert.Equal(Expected, rules.Select(rule => rule.Alert));
        Assert.All(rules, static rule =>
        {
            Assert.Matches("^[1-9][0-9]*m$", rule.For);
            Assert.Contains(rule.Severity, (string[])["critical", "warning"]);
            Assert.NotEmpty(rule.Summary);
            Assert.Equal($"docs/operations.md#{rule.Alert.ToLowerInvariant()}", rule.Runbook);
            Assert.NotEmpty(MetricQuery.MetricsOf(rule.Expr));
        });
    }

    [Fact]
    public void The_panels_of_the_dashboard_have_a_place_a_source_and_a_query()
    {
        var panels = Panels();
        Assert.Distinct(panels.Select(panel => panel.Id));
        Assert.All(panels, static panel =>
        {
            Assert.True(panel.X >= 0 && panel.X + panel.Width <= 24, panel.Title);
            Assert.NotEmpty(panel.Queries);
        });
    }

    [Fact]
    public async Task Every_metric_that_is_asked_for_is_there_after_a_little_use()
    {
        await UseAsync();
        var (shown, rare) = (await MetricsAsync(), await RareMetricsAsync());
        var queries = Rules().Select(static rule => (Where: rule.Alert, rule.Expr))
            .Concat(Panels().SelectMany(static panel => panel.Queries.Select(query => (Where: panel.Title, Expr: query))));
        var faults = queries.SelectMany(query => MetricQuery.MetricsOf(query.Expr)
            .Where(metric => !OfPrometheus.Contains(metric.Name))
            .Select(metric => Fault(Rare.Contains(metric.Name) ? rare : shown, metric.Name, metric.Labels, metric.IsRate) is { } fault ? $"{query.Where}: {fault}" : null)
            .OfType<string>()).ToArray();
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public void What_only_a_service_over_a_file_shows_stands_in_a_row_of_its_own_and_in_no_alert()
    {
        Assert.All(Rules(), static rule => Assert.DoesNotContain(MetricQuery.MetricsOf(rule.Expr), static metric => IsOfFile(metric.Name)));
        Assert.All(Panels(), static panel => Assert.Equal(
            panel.Row.StartsWith(FileRow, StringComparison.Ordinal),
            panel.Queries.SelectMany(MetricQuery.MetricsOf).All(static metric => IsOfFile(metric.Name))));
    }

    [Fact]
    public void A_query_is_understood()
    {
        const string Query = """
            histogram_quantile(0.99, sum by (le, state) (rate(a_b_bucket{job="x", route!~"/m|{y}"}[5m]))) > 0.5
            or c_total / on (instance) max without (d) (e:f{g=~"5.."} offset 5m) and absent(up) > 1e3
            """;
        Assert.Equal(
            [("a_b_bucket", "job,route", true), ("c_total", "", false), ("e:f", "g", false), ("up", "", false)],
            MetricQuery.MetricsOf(Query).Select(static metric => (metric.Name, string.Join(',', metric.Labels), metric.IsRate)));
    }

    private static string? Fault(PrometheusText shown, string name, string[] labels, bool isRate)
    {
        var parts = name.Split('_');
        var family = parts[^1] is "bucket" or "sum" or "count" && shown.Types.GetValueOrDefault(string.Join('_', parts[..^1])) == "histogram"
            ? string.Join('_', parts[..^1])
            : name;
        if (!shown.Types.TryGetValue(family, out var type))
        {
            return $"{name} is not shown.";
        }

        if (isRate == (type == "gauge") && (isRate || type != "counter"))
        {
            return isRate ? $"{name} is a gauge and has no rate." : $"{name} is a histogram and is asked for as a number.";
        }

        // What did not happen meanwhile has no sample, so its labels can't be seen.
        var samples = shown.Samples.Keys.Where(sample => sample.StartsWith(name + "{", StringComparison.Ordinal)).ToArray();
        var unknown = labels.Except(AddedLabels).FirstOrDefault(label => samples.Length > 0 && !samples[0].Contains($"{label}=\"", StringComparison.Ordinal));
        return unknown is null ? null : $"{name} has no label {unknown}.";
    }

    private static bool IsOfFile(string metric) =>
        metric.StartsWith("sqlite_", StringComparison.Ordinal);

    private static Rule[] Rules() =>
    [
        .. Yaml.File("k8s/observability/alerts.yaml").Single().At("groups").AsArray()
            .SelectMany(static group => group!.At("rules").AsArray())
            .Select(static rule => new Rule(
                rule!.Text("alert"), rule!.Text("expr"), rule!.Text("for"), rule!.Text("labels/severity"),
                rule!.Text("annotations/summary"), rule!.Text("annotations/runbook"))),
    ];

    private static List<Panel> Panels()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Source.Root, "k8s/observability/dashboard.json")));
        List<Panel> panels = [];
        var row = "";
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            var title = panel.GetProperty("title").GetString()!;
            if (panel.GetProperty("type").GetString() == "row")
            {
                row = title;
                continue;
            }

            Assert.Equal("prometheus", panel.GetProperty("datasource").GetProperty("uid").GetString());
            var place = panel.GetProperty("gridPos");
            panels.Add(new Panel(
                panel.GetProperty("id").GetInt32(), title, row, place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32(),
                [.. panel.GetProperty("targets").EnumerateArray().Select(static target => target.GetProperty("expr").GetString()!)]));
        }

        return panels;
    }

    /// <summary>An event, a hold that is booked, one that ends, one that is refused.</summary>
    private async Task UseAsync()
    {
        var id = (await PostAsync("/api/v1/events", new { name = "Watched", total_seats = 3 })).GetProperty("event_id").GetString();
        var hold = await PostAsync("/api/v1/holds", new { event_id = id, qty = 2 });
        await PostAsync("/api/v1/book", new { hold_id = Text(hold, "hold_id"), payment_token = Text(hold, "payment_token") });
        Assert.Equal("insufficient_seats", Text(await PostAsync("/api/v1/holds", new { event_id = id, qty = 2 }), "code"));
        var ending = (await PostAsync("/api/v1/events", new { name = "Ending", total_seats = 3, policy = new { hold_ttl_seconds = 1 } })).GetProperty("event_id").GetString();
        await PostAsync("/api/v1/holds", new { event_id = ending, qty = 2 });
        for (var tries = 0; tries < 1_000 && !((string[])["bookings_total", "expiries_total"]).All((await MetricsAsync()).Types.ContainsKey); tries++)
        {
            // A booking counts when it is made of its hold, which is soon after the answer, and what expired when it is swept.
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private async Task<PrometheusText> MetricsAsync() => PrometheusText.Parse(await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

    private static async Task<PrometheusText> RareMetricsAsync()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using MetricsReader reader = new(services, meters);
        GrainInstruments.ReminderLag.Record(0);
        using StoreFolder folder = new();
        SqliteStoreOptions options = new(folder.File) { Meters = meters };
        using var file = StoreFile.Open(folder.File);
        using StoreInstruments store = new(options, file, new WriteQueue(options));
        store.Restarted(TimeSpan.Zero);
        return PrometheusText.Parse(Encoding.UTF8.GetString((await reader.ReadAsync()).Span));
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await service.Client.PostAsJsonAsync(path, body);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private sealed record Panel(int Id, string Title, string Row, int X, int Width, string[] Queries);

    private sealed record Rule(string Alert, string Expr, string For, string Severity, string Summary, string Runbook);
}
