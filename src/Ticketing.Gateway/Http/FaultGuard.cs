using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticketing.Operations;

namespace Ticketing.Http;

/// <summary>
/// The last to see a fault, wherever it was met: before any route, too, and in pages that are not ours. It is answered like any
/// problem, and counted.
/// </summary>
internal sealed partial class FaultGuard(GatewayMetrics metrics, TimeProvider time, ILogger<FaultGuard> log)
{
    private readonly RouteMeter _meter = metrics.For("any", "none");
    private readonly ILogger<FaultGuard> _log = log;

    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(http);
        }
        catch (Exception e) when (e is not BadHttpRequestException && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            LogFault(e, http.Request.Method, http.Request.Path.Value ?? "");
            var fault = Problems.Fault();
            _meter.Record(fault, time.GetElapsedTime(started));
            await RouteServer.SendAsync(http, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} met a fault")]
    private partial void LogFault(Exception exception, string method, string path);
}
