using System.Net.Http.Json;
using System.Text.Json;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Hosting;

/// <summary>A request can be followed from its caller through the answer to the lines of the log.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-log-").FullName;
    private ServiceProcess? _service;

    public async Task InitializeAsync() => _service = await ServiceProcess.StartAsync(
        new Dictionary<string, string> { ["Storage__Path"] = _folder, ["LOG_LEVEL"] = "debug", ["LOG_FORMAT"] = "json" });

    public Task DisposeAsync()
    {
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_callers_trace_and_correlation_are_in_the_answer_and_in_the_log()
    {
        using var response = await AskAsync("/api/v1/holds/none", correlation: "order-7");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("order-7", Assert.Single(response.Headers.GetValues("X-Correlation-ID")));
        Assert.Equal(Trace, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("trace_id").GetString());

        var line = await LineAsync("hold_not_found in ");
        Assert.Equal(Trace, line.GetProperty("trace_id").GetString());
        Assert.Equal("order-7", line.GetProperty("correlation_id").GetString());
        Assert.Equal("debug", line.GetProperty("level").GetString());
        Assert.Equal("Ticketing.Http.RouteServer", line.GetProperty("logger").GetString());
        Assert.StartsWith("GET /api/v1/holds/none answered 404 hold_not_found in ", line.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("/api/v1/holds/none", line.GetProperty("path").GetString());
        Assert.Equal("hold_not_found", line.GetProperty("code").GetString());
        Assert.True(line.GetProperty("timestamp").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public async Task A_path_that_is_not_served_has_the_callers_trace_too()
    {
        using var response = await AskAsync("/nowhere", correlation: null);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("not_found", problem.GetProperty("code").GetString());
        Assert.Equal(Trace, problem.GetProperty("trace_id").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("two words")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Without_a_correlation_that_can_be_used_the_trace_is_one(string? correlation)
    {
        using var response = await AskAsync("/health/live", correlation);
        Assert.Equal(Trace, Assert.Single(response.Headers.GetValues("X-Correlation-ID")));
        Assert.Equal(Trace, (await LineAsync("/health/live answered 200")).GetProperty("correlation_id").GetString());
    }

    [Fact]
    public async Task Every_line_is_one_JSON_object_with_the_members_that_every_line_has()
    {
        using var response = await AskAsync("/info", correlation: "last");
        await LineAsync("\"last\"");
        Assert.All(_service!.Output.Lines, line =>
        {
            var members = JsonDocument.Parse(line).RootElement.EnumerateObject().Select(member => member.Name).ToArray();
            Assert.Equal(["timestamp", "level", "logger", "message", "trace_id", "correlation_id"], members[..6]);
            Assert.Distinct(members);
        });
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string? correlation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        if (correlation is not null)
        {
            request.Headers.Add("X-Correlation-ID", correlation);
        }

        return await _service!.Client.SendAsync(request);
    }

    private async Task<JsonElement> LineAsync(string text) => JsonDocument.Parse(
        await _service!.Output.LineAsync(line => line.Contains(text, StringComparison.Ordinal))).RootElement;
}
