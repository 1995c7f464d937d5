using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Operations;

/// <summary>What operators and their tools ask.</summary>
public sealed class OperationsApi(IReadiness readiness, MetricsReader metrics)
{
    private static readonly string Version = typeof(OperationsApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static readonly Rules ForAll = new() { Access = Access.Open, IsLenient = true };

    public void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").WithTags("Operations");
        foreach (var (path, name) in new[] { ("/health", "getHealth"), ("/api/v1/health", "getApiHealth"), ("/health/ready", "getReadiness"), ("/health/startup", "getStartup") })
        {
            api.MapGet(path, Health).WithName(name).WithSummary("Whether the service takes requests").WithRules(ForAll)
                .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
        }

        api.MapGet("/health/live", Live).WithName("getLiveness").WithSummary("Whether the process lives").WithRules(ForAll);
        api.MapGet("/metrics", Metrics).WithName("getMetrics").WithSummary("Metrics in the Prometheus text format").WithRules(ForAll with { AnswerType = "text/plain" });
        api.MapGet("/api/v1/metrics", Totals).WithName("getMetricTotals").WithSummary("Totals of all metrics, by name").WithRules(ForAll);
        foreach (var (path, name) in new[] { ("/", "getRoot"), ("/info", "getInfo"), ("/api/v1/info", "getApiInfo") })
        {
            api.MapGet(path, Info).WithName(name).WithSummary("What this service is").WithRules(ForAll with { Revalidates = true });
        }
    }

    private Results<Ok<HealthResponse>, JsonHttpResult<HealthResponse>> Health()
    {
        var warnings = readiness.Warnings is { Count: > 0 } some ? some : null;
        return readiness.IsReady
            ? TypedResults.Ok(new HealthResponse { Status = HealthStatus.Healthy, Warnings = warnings })
            : TypedResults.Json(
                new HealthResponse { Status = HealthStatus.Unhealthy, Reason = readiness.Reason, Warnings = warnings }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<HealthResponse> Live() => TypedResults.Ok(new HealthResponse { Status = HealthStatus.Healthy });

    private async Task<Answer> Metrics() => new(StatusCodes.Status200OK, await metrics.ReadAsync(), MetricsReader.ContentType);

    private async Task<Ok<Dictionary<string, double>>> Totals() => TypedResults.Ok(await metrics.TotalsAsync());

    private static Ok<InfoResponse> Info() => TypedResults.Ok(new InfoResponse { Name = "Ticketing.Orleans", Version = Version, Documentation = "/docs" });
}

/// <summary>How the service is.</summary>
public sealed record HealthResponse
{
    public required HealthStatus Status { get; init; }

    /// <summary>Why it takes no requests.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>What keeps it from none, and should be looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}

public enum HealthStatus
{
    Healthy,
    Unhealthy,
}

/// <summary>What this service is.</summary>
public sealed record InfoResponse
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Where people read about it.</summary>
    public required string Documentation { get; init; }
}
