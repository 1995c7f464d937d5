using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Ticketing.Customers;
using Ticketing.Http;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Texts;
using Ticketing.Web.Http;

namespace Ticketing.Web.SignIn;

/// <summary>
/// Signing in, with a link that was mailed: opening it changes nothing, since programs that read letters do that too; its button does. And signing out.
/// Works without scripts, for customers and staff alike.
/// </summary>
public sealed partial class SignInPages(ISignInService accounts, SessionDesk sessions, StaffDirectory staff, BlockedCustomers blocked, ILogger<SignInPages> log, StaffSignIn? provider = null)
{
    /// <summary>Where the link rests while its reader looks at the button, so that it is in no address, and in no history.</summary>
    private const string Cookie = "ticketing-sign-in";
    private const string Confirm = SignInAddress.Path + "/confirm";

    /// <summary>Where somebody wants to go, as an attempt at a provider has it.</summary>
    public const string ToProperty = ".to";

    /// <summary>Where somebody may want to go, by the names in addresses.</summary>
    private static readonly string[] Places = ["my", "organize", "door"];

    private readonly ILogger<SignInPages> _log = log;

    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage(SignInAddress.Path, ShowAsync);
        pages.MapForm(SignInAddress.Path, SendAsync);
        pages.MapPage(Confirm, request => Task.FromResult(LinkOf(request.Http) is null ? Say(request, SignInStep.Ask, "Link", StatusCodes.Status410Gone) : Say(request, SignInStep.Use)));
        pages.MapForm(Confirm, UseAsync);
        pages.MapForm("/sign-out", SignOutAsync);
        if (provider is not null)
        {
            pages.MapPage(StaffSignIn.Path, GoToProviderAsync);
        }
    }

    /// <summary>Where somebody goes who signed in: where they wanted to, else where they work, else to what is theirs.</summary>
    public async Task<string> PlaceOfAsync(string subject, Roles roles, string? to) =>
        to is not null && Places.Contains(to) ? $"/{to}"
        : (roles & Roles.Admin) != 0 || !(await staff.OfAsync(subject)).IsEmpty ? "/organize"
        : "/my";

    private async Task<IResult> ShowAsync(PageRequest request)
    {
        var to = ToOf(request.Query(SignInAddress.To));
        if (request.Query(SignInAddress.Parameter) is { Length: <= AdminLink.MaxLength } link && link.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            request.Http.Response.Cookies.Append(Cookie, $"{link}~{to}", OptionsFor(request.Http, ISignInGrain.GoodFor));
            return PageRequest.GoTo(Confirm);
        }

        return await sessions.FindAsync(request.Http) is { } session
            ? PageRequest.GoTo(await PlaceOfAsync(session.Subject, session.Roles, to))
            : Say(request, SignInStep.Ask, request.Query("problem") is { } problem && SignInPage.Problems.Contains(problem) ? problem : null);
    }

    private async Task<IResult> SendAsync(PageRequest request)
    {
        if (!accounts.IsOn)
        {
            return Say(request, SignInStep.Ask, status: StatusCodes.Status409Conflict);
        }

        var email = request.Field("email");
        if (email is null || !Mailbox.IsReachable(email))
        {
            return Say(request, SignInStep.Ask, "Email", StatusCodes.Status422UnprocessableEntity);
        }

        var refused = await accounts.SendLinkAsync(email, request.Texts.Language.Tag(), ToOf(request.Field(SignInAddress.To)));
        return refused == RefusalCode.None
            ? Say(request, SignInStep.Sent)
            : Say(request, SignInStep.Ask, refused == RefusalCode.MailRefused ? "Refused" : "Unavailable", Problems.Of(refused).Status);
    }

    private async Task<IResult> UseAsync(PageRequest request)
    {
        if (LinkOf(request.Http) is not var (link, to))
        {
            return Say(request, SignInStep.Ask, "Link", StatusCodes.Status410Gone);
        }

        if (request.Field("seen") != SeenOf(link))
        {
            // Another link was opened since, perhaps by a page that wants somebody signed in as somebody else.
            return Say(request, SignInStep.Use, "Other", StatusCodes.Status409Conflict);
        }

        var known = await accounts.UseLinkAsync(link);
        request.Http.Response.Cookies.Delete(Cookie, OptionsFor(request.Http, null));
        if (known is null)
        {
            return Say(request, SignInStep.Ask, "Link", StatusCodes.Status410Gone);
        }

        if (await blocked.ContainsAsync(known.Subject))
        {
            return Say(request, SignInStep.Ask, "Blocked", StatusCodes.Status403Forbidden);
        }

        var roles = SignInApi.RolesOf(known);
        sessions.Begin(request.Http, known.Subject, roles);
        return PageRequest.GoTo(await PlaceOfAsync(known.Subject, roles, to));
    }

    private async Task<IResult> SignOutAsync(PageRequest request)
    {
        if (request.Field("everywhere") is not null && await sessions.FindAsync(request.Http) is { } session)
        {
            await sessions.EndAllAsync(request.Http, session.Subject);
        }
        else
        {
            await sessions.EndAsync(request.Http);
        }

        return PageRequest.GoTo("/");
    }

    /// <summary>Sends the browser to where staff sign in; what it finds there is that service's. Nothing is changed by it but two cookies of this attempt.</summary>
    private async Task<IResult> GoToProviderAsync(PageRequest request)
    {
        AuthenticationProperties attempt = new() { RedirectUri = "/" };
        attempt.SetString(ToProperty, ToOf(request.Query(SignInAddress.To)));
        try
        {
            await request.Http.ChallengeAsync(StaffSignIn.Scheme, attempt);
            return Results.Empty;
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException)
        {
            // It does not tell what it is, where to go and with which keys it signs.
            LogAway(e);
            return PageRequest.GoTo($"{SignInAddress.Path}?problem=Away");
        }
    }

    private IResult Say(PageRequest request, SignInStep step, string? problem = null, int status = StatusCodes.Status200OK) => request.Page<SignInPage>(
        new()
        {
            [nameof(SignInPage.Step)] = step,
            [nameof(SignInPage.Problem)] = problem,
            [nameof(SignInPage.MailsLinks)] = accounts.IsOn,
            [nameof(SignInPage.Provider)] = provider?.Name,
            [nameof(SignInPage.Seen)] = step == SignInStep.Use && LinkOf(request.Http) is var (link, _) ? SeenOf(link) : null,
            [nameof(SignInPage.Email)] = request.Field("email"),
            [nameof(SignInPage.To)] = ToOf(request.Field(SignInAddress.To) ?? request.Query(SignInAddress.To)),
        },
        status);

    private static string? ToOf(string? to) => Places.Contains(to) ? to : null;

    /// <summary>Tells a link from another one, and nobody what it is.</summary>
    private static string SeenOf(string link) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"seen {link}")).AsSpan(..8));

    private static (string Link, string? To)? LinkOf(HttpContext http) => http.Request.Cookies[Cookie]?.Split('~') is [var link, var to] ? (link, ToOf(to)) : null;

    private static CookieOptions OptionsFor(HttpContext http, TimeSpan? lifetime) => new()
    {
        Path = SignInAddress.Path,
        HttpOnly = true,
        IsEssential = true,
        MaxAge = lifetime,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The OpenID provider can't be asked who it is")]
    private partial void LogAway(Exception exception);
}

/// <summary>Where somebody is on the way to being signed in.</summary>
public enum SignInStep
{
    /// <summary>Who are they?</summary>
    Ask,

    /// <summary>A letter is on its way.</summary>
    Sent,

    /// <summary>They came by a link.</summary>
    Use,
}
