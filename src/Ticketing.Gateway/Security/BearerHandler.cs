using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ticketing.ApiKeys;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>The scheme "Bearer" (RFC 6750): the token comes in the Authorization header and nowhere else.</summary>
public sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenDesk desk, ApiKeyDirectory keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Bearer";

    private static readonly Task<AuthenticateResult> NoToken = Task.FromResult(AuthenticateResult.NoResult());

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var result = await CheckAsync();
        if (result.Failure is InvalidTokenException failure)
        {
            // The framework hands on who was known, and forgets why somebody was not.
            Context.Features.Set(failure);
        }

        return result;
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        await RouteServer.SendAsync(Context, Refusals.NotKnown(result.Failure as InvalidTokenException));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        RouteServer.SendAsync(Context, Refusals.NotAllowed("Your roles do not allow this."));

    private Task<AuthenticateResult> CheckAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return NoToken;
        }

        if (header.Count > 1)
        {
            return TokenDesk.Refuse(TokenFault.Malformed);
        }

        var text = header[0].AsSpan();
        if (!text.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase) || (text.Length > Scheme.Length && text[Scheme.Length] != ' '))
        {
            return NoToken;
        }

        var token = text[Scheme.Length..].TrimStart(' ');
        return token.IsEmpty ? TokenDesk.Refuse(TokenFault.Malformed)
            : ApiKeyText.IsOne(token) ? keys.CheckAsync(token)
            : desk.CheckAsync(token);
    }
}
