using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Customers;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.SignIn;

/// <summary>Signing in with an e-mail address. What somebody may is not in their token, but with the organizations that they work for.</summary>
public sealed class SignInApi(ISignInService accounts, SessionDesk sessions, TokenIssuer tokens, AuthOptions options)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/api/v1/sign-in").WithTags("Organizations");
        all.MapPost("links", SendAsync).WithName("sendSignInLink").WithSummary("Mail a link with which the reader signs in; it works once, for 15 minutes")
            .WithRules(new Rules { Access = Access.Open, Refusals = [RefusalCode.SignInOff, RefusalCode.MailRefused, RefusalCode.MailUnavailable] });
        all.MapPost("", UseAsync).WithName("signIn").WithSummary("Use a link that was mailed: the answer has a token")
            .WithRules(new Rules { Access = Access.Open, Refusals = [RefusalCode.SignInOff, RefusalCode.LinkNotGood] });
        api.MapDelete("/api/v1/session", EndAsync).WithTags("Organizations").WithName("signOut").WithSummary("Sign out on pages: here, or everywhere")
            .WithRules(new Rules { Access = Access.Account, Query = [new QueryParameter("everywhere", "All sessions end that the caller has.") { Values = ["true"] }] });
    }

    private async Task<Results<Accepted<LinkSentResponse>, Problem>> SendAsync(SendLinkRequest body)
    {
        List<FieldError> errors = [];
        EmailAddress.Check(body.Email, "email", errors);
        LocaleTag.Check(body.Locale, errors);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var refused = accounts.IsOn ? await accounts.SendLinkAsync(body.Email, body.Locale) : RefusalCode.SignInOff;
        return refused == RefusalCode.None
            ? TypedResults.Accepted((string?)null, new LinkSentResponse { ExpiresInSeconds = (int)ISignInGrain.GoodFor.TotalSeconds })
            : Problems.From(refused);
    }

    private async Task<Results<Ok<TokenResponse>, Problem>> UseAsync(UseLinkRequest body)
    {
        if (options.SigningKey is null)
        {
            return Problems.From(RefusalCode.SignInOff);
        }

        return await accounts.UseLinkAsync(body.Link) is { } known
            ? TypedResults.Ok(new TokenResponse
            {
                AccessToken = tokens.Issue(known.Subject, RolesOf(known), options.SessionLifetime),
                TokenType = "Bearer",
                ExpiresInSeconds = (int)options.SessionLifetime.TotalSeconds,
                Subject = known.Subject,
            })
            : Problems.From(RefusalCode.LinkNotGood);
    }

    /// <summary>What somebody may everywhere who came by a link.</summary>
    public static Roles RolesOf(SignedIn known) => known.IsAdmin ? Roles.Admin : Roles.Customer;

    private async Task<Results<NoContent, Problem>> EndAsync(Request request, HttpContext http)
    {
        var everywhere = request.Query("everywhere");
        if (everywhere is not (null or "true"))
        {
            return Problems.Invalid([new FieldError("everywhere", "everywhere must be true, or be left out.")]);
        }

        await (everywhere is null ? sessions.EndAsync(http) : sessions.EndAllAsync(http, request.Caller.Subject!));
        return TypedResults.NoContent();
    }
}
