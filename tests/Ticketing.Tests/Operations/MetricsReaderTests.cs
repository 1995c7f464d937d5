using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ticketing.Http;
using Ticketing.Operations;

namespace Ticketing.Tests.Operations;

/// <summary>What is read of the instruments of a service, in a process that may have several.</summary>
[Collection(ListeningTests.Name)]
public sealed class MetricsReaderTests
{
    [Fact]
    public async Task A_service_shows_what_it_measures_of_itself_and_still_does_when_another_of_the_process_has_ended()
    {
        await using var first = Service(isReady: true);
        await using (var second = Service(isReady: false))
        {
            Assert.Equal(1, (await ReadAsync(first)).Samples["ticketing_ready{}"]);
            Assert.Equal(0, (await ReadAsync(second)).Samples["ticketing_ready{}"]);
        }

        Assert.Equal(1, (await ReadAsync(first)).Samples["ticketing_ready{}"]);
        Assert.Equal(1, (await ReadAsync(first)).Samples["ticketing_ready{}"]);
    }

    [Fact]
    public async Task Threads_and_what_waits_for_one_are_gauges_since_they_fall_too()
    {
        await using var service = Service(isReady: true);
        var text = await ReadAsync(service);
        Assert.Equal("gauge", text.Types["dotnet_thread_pool_thread_count"]);
        Assert.Equal("gauge", text.Types["dotnet_thread_pool_queue_length"]);
        Assert.DoesNotContain("dotnet_thread_pool_thread_count_total", text.Types.Keys);
    }

    [Fact]
    public async Task A_total_is_the_sum_of_all_labels_and_of_a_histogram_how_often_it_was_measured()
    {
        await using var service = Service(isReady: true);
        var metrics = service.GetRequiredService<GatewayMetrics>();
        metrics.For("GET", "/a \"route\"\n").Record(new Answer(200, default), TimeSpan.FromSeconds(1));
        metrics.For("GET", "/b").Record(new Answer(200, default), TimeSpan.FromSeconds(2));
        metrics.For("GET", "/b").Record(new Answer(404, default), TimeSpan.FromSeconds(3));

        var text = await ReadAsync(service);
        var totals = await service.GetRequiredService<MetricsReader>().TotalsAsync();
        Assert.Equal(text.Types.Keys, totals.Keys);
        Assert.Equal(3, totals["http_requests_total"]);
        Assert.Equal(3, totals["http_request_duration_seconds"]);
        Assert.Equal(1, totals["ticketing_ready"]);
        Assert.Equal(1, text.Samples["""http_requests_total{method="GET",route="/a \"route\"\n",status="200"}"""]);
    }

    [Fact]
    public async Task What_is_set_for_traces_takes_no_metrics_away()
    {
        Environment.SetEnvironmentVariable("OTEL_SDK_DISABLED", "true");
        try
        {
            await using var service = Service(isReady: true);
            Assert.Equal(1, (await ReadAsync(service)).Samples["ticketing_ready{}"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_SDK_DISABLED", null);
        }
    }

    private static ServiceProvider Service(bool isReady)
    {
        var services = new ServiceCollection().AddMetrics().AddSingleton<MetricsReader>().AddSingleton<GatewayMetrics>()
            .AddSingleton<IReadiness>(new FixedReadiness(isReady)).BuildServiceProvider();
        services.GetRequiredService<MetricsReader>();
        services.GetRequiredService<GatewayMetrics>();
        return services;
    }

    private static async Task<PrometheusText> ReadAsync(ServiceProvider service) =>
        PrometheusText.Parse(Encoding.UTF8.GetString((await service.GetRequiredService<MetricsReader>().ReadAsync()).Span));

    private sealed record FixedReadiness(bool IsReady) : IReadiness
    {
        public string? Reason => null;
    }
}
