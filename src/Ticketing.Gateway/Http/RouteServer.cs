using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Ticketing.Auditing;
using Ticketing.Idempotency;
using Ticketing.Security;
using Ticketing.Operations;

namespace Ticketing.Http;

/// <summary>Reads a request, has it served, and sends the answer: the one place where HTTP's rules are kept.</summary>
public sealed partial class RouteServer(
    Gatekeeper keeper, Customers.BlockedCustomers blocked, IdempotencyGate gate, AuditTrail audit, GatewayMetrics metrics, TimeProvider time, Outages outages, ILogger<RouteServer> log)
{
    private const int DrainLimit = 4 << 20;
    private readonly ILogger<RouteServer> _log = log;

    public RequestDelegate Serve(Route route)
    {
        var meter = metrics.For(route.Method, route.Path);
        return http => ServeAsync(http, route, meter);
    }

    /// <summary>Sends an answer that no route made: an unknown path, a method that a path does not have.</summary>
    public static Task SendAsync(HttpContext http, Answer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Stream is null ? answer.Body.Length : null;
        var headers = response.Headers;
        if (answer.Location is not null)
        {
            headers.Location = answer.Location;
        }

        if (answer.ETag is not null)
        {
            headers.ETag = answer.ETag;
        }

        if (answer.RetryAfterSeconds is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (answer.Challenge is not null)
        {
            headers.WWWAuthenticate = answer.Challenge;
        }

        if (answer.FileName is not null)
        {
            headers.ContentDisposition = $"attachment; filename=\"{answer.FileName}\"";
        }

        if (answer.Replayed)
        {
            headers["Idempotency-Replayed"] = "true";
        }

        if (answer.Status == StatusCodes.Status304NotModified)
        {
            // It has no body, and the server lets nobody write one.
            (response.ContentType, response.ContentLength) = (null, null);
            return Task.CompletedTask;
        }

        return answer.Stream?.Invoke(http) ?? response.BodyWriter.WriteAsync(answer.Body).AsTask();
    }

    private async Task ServeAsync(HttpContext http, Route route, RouteMeter meter)
    {
        var started = time.GetTimestamp();
        var span = RequestSpan.Begin(http, route);
        metrics.RequestBegan();
        Answer answer;
        try
        {
            answer = keeper.Refuse(http, route, out var caller)
                ?? (caller.Subject is { } subject && await blocked.ContainsAsync(subject) ? Refusals.Blocked() : await AnswerAsync(http, route, caller));
        }
        catch (Exception e) when (outages.Is(e))
        {
            LogUnavailable(e, route.Method, route.Path);
            answer = Problems.Unavailable("The service could not finish the request in time, or storage failed.");
        }
        catch (BadHttpRequestException e)
        {
            answer = e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(route)
                : Problems.Malformed("The request can't be read.");
        }
        finally
        {
            metrics.RequestEnded();
        }

        if (route.Access != Access.Open)
        {
            // It may tell what is the caller's alone.
            http.Response.Headers.CacheControl = "no-store";
        }

        var elapsed = time.GetElapsedTime(started);
        meter.Record(answer, elapsed);
        if (span is not null)
        {
            RequestSpan.End(span, answer);
        }

        if (_log.IsEnabled(LogLevel.Debug))
        {
            LogAnswered(route.Method, http.Request.Path.Value ?? "", answer.Status, answer.Code, elapsed.TotalMilliseconds);
        }

        await SendAsync(http, answer);
    }

    private async Task<Answer> AnswerAsync(HttpContext http, Route route, Caller caller)
    {
        if (route.BodyExample is null)
        {
            var bare = new Request(http, default) { Caller = caller };
            return await (AuditTrail.Notes(route, caller) ? NotedBodilessAsync(http, route, bare) : AnswerBodilessAsync(route, bare));
        }

        var hasNone = http.Request.ContentLength is 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        if (!hasNone && !IsJson(http.Request.ContentType))
        {
            return Problems.Write(415, "unsupported_media_type", "The body must be JSON.", "Send Content-Type: application/json.");
        }

        var (body, tooLarge) = await ReadAsync(http.Request, route.BodyLimit);
        if (tooLarge)
        {
            return TooLarge(route);
        }

        var request = new Request(http, body) { Caller = caller };
        return await (AuditTrail.Notes(route, caller) ? NotedAsync(http, route, request) : ActAsync(route, request));
    }

    private Task<Answer> NotedAsync(HttpContext http, Route route, Request request) =>
        audit.NoteAsync(http, request, () => ActAsync(route, request));

    private Task<Answer> NotedBodilessAsync(HttpContext http, Route route, Request request) =>
        audit.NoteAsync(http, request, () => AnswerBodilessAsync(route, request));

    private Task<Answer> ActAsync(Route route, Request request) =>
        route.Keyed && request.Header("Idempotency-Key") is { } key ? ActOnceAsync(route, request, key) : route.Handler(request);

    /// <summary>Identifiers are derived from the key: another try meets what the first one did.</summary>
    private Task<Answer> ActOnceAsync(Route route, Request request, string key) => outages.RepeatAsync(
        (gate, request, key, route), static all => all.gate.ServeAsync(all.request, all.key, all.route.Handler));

    /// <summary>Reads, and what names that which it ends, are the same twice.</summary>
    private Task<Answer> AnswerBodilessAsync(Route route, Request request) => route.Method is "GET" or "DELETE"
        ? outages.RepeatAsync((route, request), static all => all.route.Handler(all.request))
        : route.Handler(request);

    private static Answer TooLarge(Route route) => Problems.Write(
        413, "body_too_large", "The body is too large.", $"At most {route.BodyLimit} bytes are read here.");

    private static bool IsJson(string? contentType) => contentType is not null
        && (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            || contentType.Contains("+json", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the body up to the limit; what is beyond it is drained within a limit, so that the client reads the answer.</summary>
    private static async Task<(ReadOnlyMemory<byte> Body, bool TooLarge)> ReadAsync(HttpRequest request, int limit)
    {
        var reader = request.BodyReader;
        long drained = 0;
        var tooLarge = request.ContentLength > limit;
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            tooLarge |= drained + buffer.Length > limit;
            if (read.IsCompleted && !tooLarge)
            {
                var body = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return (body, false);
            }

            if (!tooLarge)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            drained += buffer.Length;
            reader.AdvanceTo(buffer.End);
            if (read.IsCompleted || drained > DrainLimit)
            {
                return (default, true);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} could not be answered")]
    private partial void LogUnavailable(Exception exception, string method, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} answered {Status} {Code} in {ElapsedMs} ms", SkipEnabledCheck = true)]
    private partial void LogAnswered(string method, string path, int status, string? code, double elapsedMs);
}
