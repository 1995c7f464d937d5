using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Ticketing.Http;
using Ticketing.Operations;
using Ticketing.Security;
using Ticketing.Web.Layout;

namespace Ticketing.Web.Http;

/// <summary>Serves pages: their headers, the limits of callers, forms that are ours, and what a reader sees when something goes wrong.</summary>
public sealed partial class PageServer(
    IAntiforgery forgery, PageOptions options, WriteLimiter writes, MissLimiter misses, GatewayMetrics metrics, Outages outages, TimeProvider time, ILogger<PageServer> log)
{
    private const int LargestForm = 256 << 10;

    /// <summary>Nothing but what the service itself serves, and nothing inline.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly FormOptions FormLimits = new() { ValueCountLimit = 2_000, KeyLengthLimit = 256, ValueLengthLimit = 4 << 10, BufferBodyLengthLimit = LargestForm };

    private readonly ILogger<PageServer> _log = log;
    private readonly RouteMeter _unknown = metrics.For("any", "pages");

    public RouteMeter MeterOf(string method, string path) => metrics.For(method, path);

    /// <summary>Serves endpoints that are pages, and tells browsers of addresses that nothing has.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<PageRoute>() is { } route)
        {
            await ServeAsync(http, route, route.Meter);
            return;
        }

        await next(http);
        var response = http.Response;
        if (!response.HasStarted && response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed
            && response.ContentType is null && PagePreference.WantsPage(http.Request))
        {
            await ServeAsync(http, new PageRoute(static request => Task.FromResult(request.NotFound()), _unknown, NamesSomething: false), _unknown);
        }
    }

    private async Task ServeAsync(HttpContext http, PageRoute route, RouteMeter meter)
    {
        var started = time.GetTimestamp();
        metrics.RequestBegan();
        try
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers.CacheControl = "no-cache, no-store";
            headers.Vary = $"{HeaderNames.Accept}, {HeaderNames.AcceptLanguage}, {HeaderNames.Cookie}";
            var result = await HandleAsync(http, route);
            await result.ExecuteAsync(http);
            if (http.Response.StatusCode == StatusCodes.Status404NotFound && route.NamesSomething)
            {
                misses.Missed(http, Caller.Guest);
            }
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await SayWhatWentWrongAsync(http, e);
        }
        finally
        {
            metrics.RequestEnded();
        }

        meter.Record(new Answer(http.Response.StatusCode, default) { Code = CodeOf(http.Response.StatusCode) }, time.GetElapsedTime(started));
    }

    private async Task<IResult> HandleAsync(HttpContext http, PageRoute route)
    {
        PageRequest request = new(http, null, options.TimeZone);
        if (route.NamesSomething && misses.Wait(http, Caller.Guest) is { } missWait)
        {
            return TooMany(request, missWait);
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return await route.Handle(request);
        }

        if (writes.IsOn && writes.Take(http, Caller.Guest) is { } wait)
        {
            return TooMany(request, wait);
        }

        if (!http.Request.HasFormContentType || http.Request.ContentLength > LargestForm)
        {
            return request.Error(ErrorKind.BadForm, StatusCodes.Status400BadRequest);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestForm;
        }

        IFormCollection form;
        try
        {
            if (route.IsFramed && !PageOrigin.IsOurs(http.Request))
            {
                return request.Error(ErrorKind.BadForm, StatusCodes.Status400BadRequest);
            }

            form = await http.Request.ReadFormAsync(FormLimits, http.RequestAborted);
            if (!route.IsFramed)
            {
                await forgery.ValidateRequestAsync(http);
            }
        }
        catch (Exception e) when (e is AntiforgeryValidationException or InvalidDataException or BadHttpRequestException)
        {
            return request.Error(ErrorKind.BadForm, StatusCodes.Status400BadRequest);
        }

        return await route.Handle(new PageRequest(http, form, options.TimeZone));
    }

    /// <summary>A calm page instead of what was meant. A fault is counted as such, so that the alert for it means something.</summary>
    private async Task SayWhatWentWrongAsync(HttpContext http, Exception e)
    {
        var (kind, status) = e switch
        {
            BadHttpRequestException => (ErrorKind.BadForm, StatusCodes.Status400BadRequest),
            _ when outages.Is(e) || (e is CryptographicException { InnerException: { } cause } && outages.Is(cause)) => (ErrorKind.Unavailable, StatusCodes.Status503ServiceUnavailable),
            _ => (ErrorKind.Fault, StatusCodes.Status500InternalServerError),
        };
        if (kind == ErrorKind.Fault)
        {
            LogFault(e, http.Request.Method, http.Request.Path.Value ?? "");
        }
        else if (kind == ErrorKind.Unavailable)
        {
            LogUnavailable(e, http.Request.Method, http.Request.Path.Value ?? "");
            http.Response.Headers.RetryAfter = "2";
        }

        http.Response.Headers.Location = default;
        await new PageRequest(http, null, options.TimeZone).Error(kind, status).ExecuteAsync(http);
    }

    private static IResult TooMany(PageRequest request, int seconds)
    {
        request.Http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return request.Error(ErrorKind.TooMany, StatusCodes.Status429TooManyRequests);
    }

    /// <summary>As the API's problems are counted.</summary>
    private static string? CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "malformed_request",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status429TooManyRequests => "rate_limited",
        StatusCodes.Status500InternalServerError => "internal_error",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} could not be answered")]
    private partial void LogUnavailable(Exception exception, string method, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} met a fault")]
    private partial void LogFault(Exception exception, string method, string path);
}
