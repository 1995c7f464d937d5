using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ticketing.Http;

namespace Ticketing.Operations;

/// <summary>The gateway's instruments. A route's tags are made once, so that a request allocates nothing for them.</summary>
public sealed class GatewayMetrics
{
    private const string MeterName = "Ticketing.Gateway";
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("http_requests", "{request}", "HTTP requests answered");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "http_request_duration_seconds", "s", "Time to answer an HTTP request", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("refusals", "{refusal}", "Requests refused, by code");

    /// <summary>What .NET publishes as counters although it falls too, and is a gauge here.</summary>
    internal static readonly string[] Falling = ["dotnet.thread_pool.queue.length", "dotnet.thread_pool.thread.count"];

    private long _active;

    /// <summary>Every route has its own, by status too.</summary>
    internal static bool HasManySeries(Instrument instrument) => instrument == Requests || instrument == Duration;

    public GatewayMetrics(IReadiness readiness, IMeterFactory meters)
    {
        var own = meters.Create(MeterName);
        own.CreateObservableUpDownCounter("http.server.active_requests", () => Interlocked.Read(ref _active), "{request}", "HTTP requests that are being answered");
        own.CreateObservableGauge("ticketing.ready", () => readiness.IsReady ? 1 : 0, null, "1 while the service takes requests");
        own.CreateObservableUpDownCounter(Falling[0], static () => ThreadPool.PendingWorkItemCount, "{work_item}", "Work items that wait for a thread of the pool");
        own.CreateObservableUpDownCounter(Falling[1], static () => ThreadPool.ThreadCount, "{thread}", "Threads of the pool");
    }

    public void RequestBegan() => Interlocked.Increment(ref _active);

    public void RequestEnded() => Interlocked.Decrement(ref _active);

    public RouteMeter For(string method, string route) => new(method, route);

    internal static void Record(in KeyValuePair<string, object?> method, in KeyValuePair<string, object?> route, Answer answer, object status, TimeSpan elapsed)
    {
        Requests.Add(1, method, route, new KeyValuePair<string, object?>("status", status));
        Duration.Record(elapsed.TotalSeconds, method, route);
        if (answer.Code is { } code)
        {
            Refusals.Add(1, new KeyValuePair<string, object?>("code", code));
        }
    }
}

/// <summary>The metrics of one route.</summary>
public sealed class RouteMeter(string method, string route)
{
    private static readonly ConcurrentDictionary<int, object> Statuses = new();
    private readonly KeyValuePair<string, object?> _method = new("method", method);
    private readonly KeyValuePair<string, object?> _route = new("route", route);

    public void Record(Answer answer, TimeSpan elapsed) => GatewayMetrics.Record(
        _method, _route, answer, Statuses.GetOrAdd(answer.Status, static status => status.ToString(System.Globalization.CultureInfo.InvariantCulture)), elapsed);
}
