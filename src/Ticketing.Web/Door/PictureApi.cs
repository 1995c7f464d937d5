using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ticketing.Customers;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Web.Door;

/// <summary>Reads the code in a picture, for phones whose browsers can't. Nothing of a picture is kept.</summary>
public sealed class PictureApi(AuthOptions auth, BlockedCustomers blocked, WriteLimiter writes) : IDisposable
{
    /// <summary>Half of the processor at most, so that a busy door does not slow those down who buy.</summary>
    private readonly SemaphoreSlim _readers = new(Math.Max(1, Environment.ProcessorCount / 2));

    public void Map(IEndpointRouteBuilder api) => api.MapPost("/door/read", (RequestDelegate)ServeAsync).ExcludeFromDescription();

    public void Dispose() => _readers.Dispose();

    private async Task ServeAsync(HttpContext http)
    {
        var caller = (http.User as CallerPrincipal)?.Caller ?? Caller.Guest;
        switch (AccessRules.Decide(Access.Scanner, auth, caller))
        {
            case AccessVerdict.Unknown:
                await http.ChallengeAsync();
                return;
            case AccessVerdict.Forbidden:
                await http.ForbidAsync();
                return;
        }

        await RouteServer.SendAsync(http, await AnswerAsync(http, caller));
    }

    private async Task<Answer> AnswerAsync(HttpContext http, Caller caller)
    {
        if (caller.Subject is { } subject && await blocked.ContainsAsync(subject))
        {
            return Problems.Write(403, "customer_blocked", "You are blocked. Ask the organizer.");
        }

        if (writes.IsOn && writes.Take(http, caller) is { } wait)
        {
            return Problems.Write(429, "rate_limited", "Too many requests.", "Wait for the time that Retry-After says.") with { RetryAfterSeconds = wait };
        }

        if (http.Request.ContentLength is not { } length || length > GreyPicture.MaxBytes)
        {
            return Problems.Write(413, "body_too_large", "The body is too large.", $"Send a Content-Length of at most {GreyPicture.MaxBytes} bytes.");
        }

        var file = new byte[length];
        var read = await http.Request.Body.ReadAtLeastAsync(file, file.Length, throwOnEndOfStream: false, http.RequestAborted);
        if (GreyPicture.TryRead(file.AsSpan(0, read)) is not { } picture)
        {
            return Problems.Write(422, "invalid_field", "This is no picture that can be read.", $"Send a binary PGM of 256 greys, each side at most {GreyPicture.MaxSide} pixels.");
        }

        if (!await _readers.WaitAsync(TimeSpan.Zero, http.RequestAborted))
        {
            return Problems.Write(503, "unavailable", "Others are being read.", "Send the next picture.") with { RetryAfterSeconds = 1 };
        }

        try
        {
            return Answer.Of(200, picture.ReadCode(), static (json, text) => json.WriteString("text"u8, text));
        }
        finally
        {
            _readers.Release();
        }
    }
}
