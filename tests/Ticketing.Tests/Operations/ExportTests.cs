using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Ticketing.Configuration;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Operations;

/// <summary>Where an endpoint is set, traces arrive there.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4737";
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-export-").FullName;
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    /// <summary>What has not been sent yet. A trace may come in several parts.</summary>
    private readonly HashSet<string> _awaited =
    [
        "POST /api/v1/events", "EventGrain.Create", "write EventState", "service.name", "ticketing", "deployment.environment.name", "rehearsal",
    ];

    private readonly WebApplication _collector;
    private ServiceProcess? _service;

    public ExportTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.MapPost("/v1/traces", ReceiveAsync);
    }

    public async Task InitializeAsync()
    {
        await _collector.StartAsync();

        // Given in .env, to see that the SDK reads where the service does.
        await File.WriteAllTextAsync(Path.Combine(_folder, ".env"), $"""
            OTEL_EXPORTER_OTLP_ENDPOINT={_collector.Urls.Single()}
            OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
            OTEL_BSP_SCHEDULE_DELAY=50
            OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=rehearsal
            """);
        _service = await ServiceProcess.StartAsync(new Dictionary<string, string> { ["Storage__Path"] = _folder }, _folder);
    }

    public async Task DisposeAsync()
    {
        _service?.Dispose();
        await _collector.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_request_arrives_at_the_collector_with_the_callers_trace_its_grain_calls_and_its_writes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/events") { Content = JsonContent.Create(new { name = "Sent", total_seats = 2 }) };
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        using var response = await _service!.Client.SendAsync(request);
        Assert.Equal(201, (int)response.StatusCode);

        // Nothing of it is missing when this completes.
        await _arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as http://127.0.0.1:4317, not 'collector:4317'.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL must be one of grpc, http/protobuf, not 'http/json'.")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "10", "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not '10'.")]
    public void A_setting_that_the_SDK_would_ignore_is_refused(string key, string value, string error)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        Assert.Equal([error], Assert.Throws<SettingsException>(() => TracingSettings.From(configuration)).Errors);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", true)]
    public void Traces_are_sent_where_an_endpoint_says_so_and_only_there(string? key, bool on)
    {
        var configuration = new ConfigurationBuilder();
        if (key is not null)
        {
            configuration.AddInMemoryCollection([KeyValuePair.Create(key, (string?)"http://127.0.0.1:4317")]);
        }

        Assert.Equal(on, TracingSettings.From(configuration.Build()).IsOn);
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var sent = body.ToArray();
        if (sent.AsSpan().IndexOf(Convert.FromHexString(Trace)) < 0)
        {
            return;
        }

        lock (_gate)
        {
            _awaited.RemoveWhere(part => Has(sent, part));
            if (_awaited.Count == 0)
            {
                _arrived.TrySetResult();
            }
        }
    }

    private static bool Has(byte[] sent, string text) => sent.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
