using System.Reflection;
using System.Text;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Operations;

/// <summary>What operators and their tools ask.</summary>
public sealed class OperationsApi(IReadiness readiness, MetricsCollector metrics)
{
    private static readonly string Version = typeof(OperationsApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public IEnumerable<Route> Routes =>
    [
        Health("/health"), Health("/api/v1/health"), Health("/health/ready"), Health("/health/startup"),
        new("GET", "/health/live", "Whether the process lives", _ => Task.FromResult(Status(200, "healthy", null))) { Access = Access.Open, AnswerExample = """{"status":"healthy"}""" },
        new("GET", "/metrics", "Metrics in the Prometheus text format", _ => Task.FromResult(
            new Answer(200, Encoding.UTF8.GetBytes(metrics.ToPrometheus()), "text/plain; version=0.0.4; charset=utf-8"))) { Access = Access.Open },
        new("GET", "/api/v1/metrics", "Totals of all metrics", _ => Task.FromResult(Answer.Of(200, metrics, static (json, metrics) =>
        {
            foreach (var (name, value) in metrics.Totals())
            {
                json.WriteNumber(name, value);
            }
        }))) { Access = Access.Open, AnswerExample = """{"holds_total":12}""" },
        Info("/info"), Info("/api/v1/info"),
    ];

    private Route Health(string path) => new("GET", path, "Whether the service takes requests", _ => Task.FromResult(
        readiness.IsReady ? Status(200, "healthy", null) : Status(503, "unhealthy", readiness.Reason)))
    {
        Access = Access.Open,
        AnswerExample = """{"status":"healthy"}""",
        Successes = [200, 503],
    };

    private static Route Info(string path) => new("GET", path, "What this service is", _ => Task.FromResult(Answer.Of(200, 0, static (json, _) =>
    {
        json.WriteString("name"u8, "Ticketing.Orleans");
        json.WriteString("version"u8, Version);
        json.WriteString("documentation"u8, "/docs");
    }))) { Access = Access.Open, AnswerExample = """{"name":"Ticketing.Orleans","version":"0.1.0","documentation":"/docs"}""" };

    private static Answer Status(int status, string text, string? reason) => Answer.Of(status, (text, reason), static (json, shown) =>
    {
        json.WriteString("status"u8, shown.text);
        if (shown.reason is not null)
        {
            json.WriteString("reason"u8, shown.reason);
        }
    });
}
