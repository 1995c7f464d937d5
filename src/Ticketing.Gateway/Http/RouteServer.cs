using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Ticketing.Auditing;
using Ticketing.Idempotency;
using Ticketing.Security;
using Ticketing.Operations;

namespace Ticketing.Http;

/// <summary>Reads a request, has it served, and sends the answer: the one place where HTTP's rules are kept.</summary>
public sealed partial class RouteServer(
    Gatekeeper keeper, Customers.BlockedCustomers blocked, StaffGate staff, IdempotencyGate gate, AuditTrail audit, GatewayMetrics metrics, TimeProvider time, Outages outages, ILogger<RouteServer> log)
{
    private const string KeyHeader = "Idempotency-Key";
    private const int DrainLimit = 4 << 20;
    private const int BodyPart = 64 << 10;

    /// <summary>How long a body may take in all, however evenly it comes; so much more for each part that it may have.</summary>
    private static readonly TimeSpan LongestBody = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PerBodyPart = TimeSpan.FromSeconds(1);
    private readonly ILogger<RouteServer> _log = log;

    /// <summary>Serves requests whose endpoint has rules. Its handler is called from here: nothing of the pipeline that comes after is for it.</summary>
    public Task InvokeAsync(HttpContext http, RequestDelegate next) => http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<Served>() is { } served
        ? ServeAsync(http, served.Rules, served.Meter, endpoint.RequestDelegate!)
        : next(http);

    public Served Describe(Rules rules, JsonSerializerOptions json) => new(rules, metrics.For(rules.Method, rules.Path), this, json);

    /// <summary>Sends an answer that no route made: an unknown path, a method that a path does not have.</summary>
    public static Task SendAsync(HttpContext http, Answer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Stream is null ? answer.Body.Length : null;
        var headers = response.Headers;
        headers.CacheControl = answer.MayBeKept ? "no-cache" : "no-store";

        // Whether there are any or not: a handler that was cut off may have left its own.
        headers.Location = answer.Location;
        headers.ETag = answer.ETag;
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

        if (answer.Varies)
        {
            headers.Vary = HeaderNames.AcceptEncoding;
        }

        if (answer.Encoding is not null)
        {
            headers.ContentEncoding = answer.Encoding;
        }

        if (answer.Stream is not null)
        {
            headers["X-Accel-Buffering"] = "no";
        }

        if (answer.Status is StatusCodes.Status304NotModified or StatusCodes.Status204NoContent)
        {
            // It has no body, and the server lets nobody write one.
            (response.ContentType, response.ContentLength) = (null, null);
            return Task.CompletedTask;
        }

        if (HttpMethods.IsHead(http.Request.Method))
        {
            return Task.CompletedTask;
        }

        return answer.Stream?.Invoke(http) ?? response.BodyWriter.WriteAsync(answer.Body).AsTask();
    }

    /// <summary>The answer under its tag, or that the client has it.</summary>
    public static Answer UnlessKnown(HttpContext http, Answer answer)
    {
        var tag = answer.ETag ?? EntityTags.OfBytes(answer.Body.Span);
        return EntityTags.IsKnown(http.Request.Headers.IfNoneMatch, tag)
            ? new Answer(StatusCodes.Status304NotModified, default) { ETag = tag, MayBeKept = answer.MayBeKept, Varies = answer.Varies }
            : answer with { ETag = tag };
    }

    private async Task ServeAsync(HttpContext http, Rules rules, RouteMeter meter, RequestDelegate handle)
    {
        var started = time.GetTimestamp();
        var span = RequestSpan.Begin(http, rules);
        metrics.RequestBegan();
        Answer answer;
        var caller = Caller.Guest;
        try
        {
            if (http.Request.Headers.Authorization.Count > 0 && (await http.AuthenticateAsync()).Principal is { } known)
            {
                http.User = known;
            }

            var refused = keeper.Refuse(http, rules, out caller);
            if (refused is null && caller.Subject is { } subject)
            {
                if (await blocked.ContainsAsync(subject))
                {
                    // What everybody may see they may see too, as anybody.
                    caller = Caller.Guest;
                    refused = rules.Access == Access.Public ? null : Refusals.Blocked();
                }
                else
                {
                    caller = await staff.KnownAsync(rules, caller);
                }
            }

            refused ??= keeper.WhyNot(rules, caller) ?? await ReadAsync(http, rules, caller);
            if (refused is null)
            {
                await handle(http);
            }

            answer = refused ?? http.Features.Get<Request>()!.Answer ?? throw new InvalidOperationException($"{rules.Method} {rules.Path} has no filter that takes its answer.");
            if (rules.Revalidates && answer.Status == StatusCodes.Status200OK)
            {
                answer = UnlessKnown(http, answer with { MayBeKept = IsForAll(rules, http.Request) });
            }
        }
        catch (Exception e) when (outages.Is(e))
        {
            LogUnavailable(e, rules.Method, rules.Path);
            answer = Problems.Unavailable("The service could not finish the request in time, or storage failed.");
        }
        catch (BadHttpRequestException e)
        {
            answer = e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(rules)
                : Problems.Malformed("The request can't be read.");
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            // A fault of the service: told as such, and counted, so that the alert for it means something.
            LogFault(e, rules.Method, rules.Path);
            answer = Problems.Fault();
        }
        finally
        {
            metrics.RequestEnded();
        }

        if (answer.Status == StatusCodes.Status404NotFound)
        {
            keeper.Missed(http, rules, caller);
        }

        var elapsed = time.GetElapsedTime(started);
        meter.Record(answer, elapsed);
        if (span is not null)
        {
            RequestSpan.End(span, answer);
        }

        if (_log.IsEnabled(LogLevel.Debug))
        {
            LogAnswered(rules.Method, http.Request.Path.Value ?? "", answer.Status, answer.Code, elapsed.TotalMilliseconds);
        }

        try
        {
            await SendAsync(http, answer);
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // A header that can't be sent, say.
            LogFault(e, rules.Method, rules.Path);
            meter.Record(Problems.Fault(), time.GetElapsedTime(started));
            await SendAsync(http, Problems.Fault());
        }
    }

    /// <summary>Whether everybody is shown the same, as far as a proxy can tell: who shows a token may see more.</summary>
    private static bool IsForAll(Rules rules, HttpRequest request) =>
        rules.Access is Access.Open or Access.Public && request.Headers.Authorization.Count == 0;

    /// <summary>Reads and judges what the handler is given. Null: it may run.</summary>
    private async ValueTask<Answer?> ReadAsync(HttpContext http, Rules rules, Caller caller)
    {
        ReadOnlyMemory<byte> body = default;
        List<FieldError>? errors = null;
        List<string> nulls = [];
        if (rules.Body is { } shape && !(HasNoBody(http) && shape.IsOptional))
        {
            if (!HasNoBody(http) && !IsJson(http.Request.ContentType))
            {
                return NotJson();
            }

            (body, var problem) = await ReadBodyAsync(http, rules);
            if (problem is not null)
            {
                return problem;
            }

            if (!rules.IsLenient && !(body.IsEmpty && shape.IsOptional) && shape.Judge(body.Span, rules, out errors, nulls) is { } malformed)
            {
                return await RefuseAsync(http, rules, new Request(http, body) { Caller = caller }, malformed);
            }

            // The binding knows no charset in quotes, and reads what the connection says that there is.
            http.Request.ContentType = Answer.Json;
            BodyThatWasRead read = new(body);
            http.Features.Set<IRequestBodyPipeFeature>(read);
            http.Features.Set<IHttpRequestBodyDetectionFeature>(read);
        }

        Request request = new(http, body) { Caller = caller, Nulls = nulls };
        if (AddUnknownParameters(http, rules, errors) is { Count: > 0 } wrong)
        {
            return await RefuseAsync(http, rules, request, Problems.Invalid(wrong));
        }

        http.Features.Set(request);
        return null;
    }

    /// <summary>Has the handler run, as often as the rules want it: noted, and once for its idempotency key.</summary>
    internal async ValueTask<object?> ActAsync(HttpContext http, Served served, EndpointFilterInvocationContext context, EndpointFilterDelegate handle)
    {
        var request = http.Features.Get<Request>()!;
        if (await staff.WhyNotAsync(served.Rules, request, context.Arguments) is { } refused)
        {
            request.Answer = refused;
            return Results.Empty;
        }

        request.Answer = AuditTrail.Notes(served.Rules, request.Caller) ? await NoteAsync(http, served, request, context, handle)
            : RunsOnce(served.Rules, request) ? Endpoints.AnswerOf(await handle(context), http, served.Json)
            : await OnceAsync(http, served, request, context, handle);
        return Results.Empty;
    }

    /// <summary>A method of its own, since a closure is made at the beginning of the method that has it: for requests that are not noted, too.</summary>
    private Task<Answer> NoteAsync(HttpContext http, Served served, Request request, EndpointFilterInvocationContext context, EndpointFilterDelegate handle) =>
        audit.NoteAsync(http, request, () => OnceAsync(http, served, request, context, handle));

    /// <summary>What staff try is noted, whatever is wrong with it.</summary>
    private Task<Answer> RefuseAsync(HttpContext http, Rules rules, Request request, Problem problem) => AuditTrail.Notes(rules, request.Caller)
        ? audit.NoteAsync(http, request, () => Task.FromResult<Answer>(problem))
        : Task.FromResult<Answer>(problem);

    /// <summary>With a key identifiers are derived from it, so that another try meets what the first one did; reads, and what names that which it ends, are the same twice.</summary>
    private Task<Answer> OnceAsync(HttpContext http, Served served, Request request, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var rules = served.Rules;
        return rules.Keyed && request.Header(KeyHeader) is { } key
            ? outages.RepeatAsync((gate, request, key, rules.Path, Handle: (Func<Task<Answer>>)HandleAsync), static all => all.gate.ServeAsync(all.request, all.key, all.Path, all.Handle))
            : RunsOnce(rules, request) ? HandleAsync()
            : outages.RepeatAsync((Func<Task<Answer>>)HandleAsync, static handle => handle());

        async Task<Answer> HandleAsync() => Endpoints.AnswerOf(await next(context), http, served.Json);
    }

    /// <summary>It is not known to be the same twice.</summary>
    private static bool RunsOnce(Rules rules, Request request) => !(rules.Keyed && request.HasHeader(KeyHeader)) && rules.Method is not ("GET" or "DELETE");

    private static bool HasNoBody(HttpContext http) => http.Request.ContentLength is 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    private static Problem NotJson() => Problems.Write(415, "unsupported_media_type", "The body must be JSON.", "Send Content-Type: application/json.");

    private static List<FieldError>? AddUnknownParameters(HttpContext http, Rules rules, List<FieldError>? errors)
    {
        if (!rules.IsLenient && http.Request.QueryString.HasValue)
        {
            string[] known = [.. rules.Query.Select(static parameter => parameter.Name)];
            (errors ??= []).AddRange(http.Request.Query.Keys
                .Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase))
                .Select(name => new FieldError(name, Nearest.Unknown(name, known))));
        }

        return errors;
    }

    private static Problem TooLarge(Rules rules) => Problems.Write(
        413, "body_too_large", "The body is too large.", $"At most {rules.BodyLimit} bytes are read here.");

    /// <summary>JSON by its exact type. A page of another site can send what merely looks like it, without asking first.</summary>
    private static bool IsJson(string? contentType) => contentType == Answer.Json || MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
        && (type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>The body, or why it is not read. Most are there already when they are asked for.</summary>
    private async ValueTask<(ReadOnlyMemory<byte> Body, Answer? Problem)> ReadBodyAsync(HttpContext http, Rules rules)
    {
        var reader = http.Request.BodyReader;
        if (reader.TryRead(out var read))
        {
            if (read.IsCompleted && read.Buffer.Length <= rules.BodyLimit)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (body, null);
            }

            reader.AdvanceTo(read.Buffer.Start);
        }

        using CancellationTokenSource patience = new(LongestBody + (PerBodyPart * (rules.BodyLimit / BodyPart)), time);
        try
        {
            var (body, tooLarge) = await ReadBodyAsync(http.Request, rules.BodyLimit, patience.Token);
            return (body, tooLarge ? TooLarge(rules) : null);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // A byte now and then would keep the connection, and what is read, for hours.
            http.Response.Headers.Connection = "close";
            return (default, Problems.Write(408, "body_too_slow", "The body did not come in time.", "Send it at once, or over a faster connection."));
        }
    }

    /// <summary>Reads the body up to the limit; what is beyond it is drained within a limit, so that the client reads the answer.</summary>
    private static async Task<(ReadOnlyMemory<byte> Body, bool TooLarge)> ReadBodyAsync(HttpRequest request, int limit, CancellationToken ended)
    {
        var reader = request.BodyReader;
        long drained = 0;
        var tooLarge = request.ContentLength > limit;
        while (true)
        {
            var read = await reader.ReadAsync(ended);
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

    private sealed class BodyThatWasRead(ReadOnlyMemory<byte> body) : IRequestBodyPipeFeature, IHttpRequestBodyDetectionFeature
    {
        /// <summary>The binding reads none without it. A server knows of an empty one only where its length is told first.</summary>
        public bool CanHaveBody => !body.IsEmpty;

        public PipeReader Reader { get; } = PipeReader.Create(new ReadOnlySequence<byte>(body));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} could not be answered")]
    private partial void LogUnavailable(Exception exception, string method, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} met a fault")]
    private partial void LogFault(Exception exception, string method, string path);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} answered {Status} {Code} in {ElapsedMs} ms", SkipEnabledCheck = true)]
    private partial void LogAnswered(string method, string path, int status, string? code, double elapsedMs);
}

/// <summary>What is known of an endpoint before its first request, so that none opens a scope of services for it.</summary>
/// <param name="Rules">Its rules.</param>
/// <param name="Meter">What counts its requests.</param>
/// <param name="Server">What has its handler run.</param>
/// <param name="Json">How its answers are written.</param>
public sealed record Served(Rules Rules, RouteMeter Meter, RouteServer Server, JsonSerializerOptions Json);
