using System.Net.Http.Json;
using System.Text.Json;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Operations;

/// <summary>What Prometheus reads from the service.</summary>
public sealed class MetricsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_metrics_can_be_read_by_the_formats_rules_and_count_what_happened()
    {
        var before = PrometheusText.Parse(await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
        using var created = await service.Client.PostAsJsonAsync("/api/v1/events", new { name = "Measured", total_seats = 3 });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("event_id").GetString();
        for (var i = 0; i < 2; i++)
        {
            using var held = await service.Client.PostAsJsonAsync("/api/v1/holds", new { event_id = id, qty = 2 });
            Assert.Equal(i == 0 ? 201 : 409, (int)held.StatusCode);
        }

        var after = PrometheusText.Parse(await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

        const string Placed = """http_requests_total{method="POST",route="/api/v1/holds",status="201"}""";
        const string Refused = """refusals_total{code="insufficient_seats"}""";
        Assert.Equal(1, after.Samples[Placed] - before.Samples.GetValueOrDefault(Placed));
        Assert.Equal(1, after.Samples[Refused] - before.Samples.GetValueOrDefault(Refused));
        string[] families =
        [
            "http_requests_total", "http_request_duration_seconds", "holds_total", "refusals_total",
            "ticketing_stream_listeners", "ticketing_stream_events", "ticketing_stream_messages_total", "ticketing_stream_dropped_total",
            "sqlite_commit_duration_seconds", "sqlite_commit_writes", "sqlite_queue", "sqlite_wal_size_bytes",
        ];
        Assert.All(families, family => Assert.True(after.Types.ContainsKey(family), $"{family} is missing; there are: {string.Join(' ', after.Types.Keys)}"));
    }
}
