using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Ticketing.ApiKeys;
using Ticketing.Diagnostics;

namespace Ticketing.Http;

/// <summary>
/// The span of a request is the one that ASP.NET Core makes, so that it covers all of it and continues the caller's trace.
/// Here it learns what was asked and answered, and goes along with the grain calls.
/// </summary>
internal static class RequestSpan
{
    /// <summary>Null where the request is not traced.</summary>
    public static Activity? Begin(HttpContext http, Rules rules)
    {
        if (Tracing.Current is not { } span)
        {
            return null;
        }

        span.DisplayName = $"{http.Request.Method} {rules.Path}";
        span.SetTag("http.request.method", http.Request.Method);
        span.SetTag("http.route", rules.Path);
        span.SetTag("url.path", ApiKeyText.Redact(http.Request.Path.Value ?? ""));
        Tracing.Carry(span);
        return span;
    }

    public static void End(Activity span, Answer answer)
    {
        span.SetTag("http.response.status_code", answer.Status);
        span.SetTag("ticketing.code", answer.Code);
        if (answer.Status >= 500)
        {
            span.SetTag("error.type", answer.Code);
            span.SetStatus(ActivityStatusCode.Error, answer.Code);
        }
    }
}
