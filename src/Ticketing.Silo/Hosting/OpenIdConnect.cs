using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Ticketing.Customers;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Tickets;
using Ticketing.Web.SignIn;

namespace Ticketing.Hosting;

/// <summary>
/// Staff sign in at an OpenID provider: the code flow with PKCE, state and nonce. It ends in the same session as a mailed link does; nothing of what the
/// provider said is kept.
/// </summary>
internal static partial class OpenIdConnect
{
    /// <summary>An attempt that is none of that browser's, or is over.</summary>
    private const string Stale = "Stale";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AddStaffSignIn(this WebApplicationBuilder builder, StaffSignIn provider)
    {
        builder.Services.AddSingleton(provider);
        builder.Services.AddAuthentication().AddOpenIdConnect(StaffSignIn.Scheme, options =>
        {
            options.Authority = provider.Authority.OriginalString;
            options.RequireHttpsMetadata = !provider.Authority.IsLoopback;
            options.ClientId = provider.ClientId;
            options.ClientSecret = provider.ClientSecret;
            options.CallbackPath = StaffSignIn.Back;

            // Sessions end here alone.
            options.RemoteSignOutPath = default;
            options.SignedOutCallbackPath = default;
            options.ResponseType = OpenIdConnectResponseType.Code;

            // With a query the browser's cookies may be Lax, so they work over http on one's own machine too.
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.Scope.Clear();
            options.Scope.Add("openid");
            options.Scope.Add("email");
            options.MapInboundClaims = false;
            options.SaveTokens = false;
            options.BackchannelTimeout = Patience;

            // Who has an address need not be told of it in the token.
            options.GetClaimsFromUserInfoEndpoint = true;
            options.ClaimActions.Clear();
            options.ClaimActions.MapUniqueJsonKey("email", "email");
            options.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
            foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            }

            // What the provider signs alone: not with the client's secret, which others may have.
            options.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512];
            options.TokenValidationParameters.RequireSignedTokens = true;
            options.TokenValidationParameters.NameClaimType = "sub";
        });
        builder.Services.AddOptions<OpenIdConnectOptions>(StaffSignIn.Scheme).Configure<TicketOptions, AuthOptions, Outages, ILogger<StaffSignIn>>((options, tickets, auth, outages, log) =>
        {
            options.TokenValidationParameters.ClockSkew = auth.ClockSkew;
            options.Events.OnRedirectToIdentityProvider = context =>
            {
                if (tickets.PagesUrl is { } pages)
                {
                    // As it is registered there, whatever name the request came by.
                    context.ProtocolMessage.RedirectUri = pages + StaffSignIn.Back;
                }

                return Task.CompletedTask;
            };
            options.Events.OnTokenValidated = context =>
            {
                // The framework lets one pass that is not signed, since it came from the provider itself: without keys, any proxy between would do.
                if (context.SecurityToken.RawSignature is not { Length: > 0 } || !options.TokenValidationParameters.ValidAlgorithms.Contains(context.SecurityToken.SignatureAlgorithm))
                {
                    context.Fail("The token is not signed.");
                }

                return Task.CompletedTask;
            };
            options.Events.OnAccessDenied = context => Refuse(context, "Declined");
            options.Events.OnRemoteFailure = context =>
            {
                var problem = ProblemOf(context.Failure);

                // Anybody can come back from nowhere, as often as they like: one line is enough for that.
                LogFailed(log, problem == Stale ? null : context.Failure, problem);
                return Refuse(context, problem);
            };
            options.Events.OnTicketReceived = async context =>
            {
                try
                {
                    await SignInAsync(context);
                }
                catch (Exception e) when (outages.Is(e))
                {
                    // What they came with is used up: they begin again.
                    LogFailed(log, e, "Later");
                    await Refuse(context, "Later");
                }
            };
        });
    }

    /// <summary>Whoever came back is somebody: from here on as with any other session.</summary>
    private static async Task SignInAsync(TicketReceivedContext context)
    {
        var (http, services) = (context.HttpContext, context.HttpContext.RequestServices);
        if (context.Principal?.FindFirst("sub") is not { Value.Length: > 0 } sub)
        {
            await Refuse(context, "Provider");
            return;
        }

        // As whoever they are there, and here: a block on the one is none on the other, and holds for both.
        var there = StaffSignIn.SubjectOf(sub.Issuer, sub.Value);
        var subject = await SubjectOfAsync(there, context.Principal, services);
        var blocked = services.GetRequiredService<BlockedCustomers>();
        if (await blocked.ContainsAsync(subject) || await blocked.ContainsAsync(there))
        {
            await Refuse(context, "Blocked");
            return;
        }

        var place = await services.GetRequiredService<SignInPages>().PlaceOfAsync(subject, Roles.Customer, context.Properties?.GetString(SignInPages.ToProperty));
        services.GetRequiredService<SessionDesk>().Begin(http, subject, Roles.Customer);
        http.Response.Redirect(place);
        context.HandleResponse();
    }

    /// <summary>
    /// Who staff added by that subject of that provider; else whoever has the address, if the provider saw that it is theirs; else the subject, which
    /// nobody knows yet.
    /// </summary>
    private static async Task<string> SubjectOfAsync(string subject, ClaimsPrincipal principal, IServiceProvider services)
    {
        var email = bool.TryParse(principal.FindFirst("email_verified")?.Value, out var isVerified) && isVerified ? principal.FindFirst("email")?.Value : null;

        // One that a link could be mailed to: letters beyond ASCII look like others, and some become them in small letters.
        return email is not null && Mail.Mailbox.IsReachable(email) && (await services.GetRequiredService<StaffDirectory>().OfAsync(subject)).IsEmpty
            ? await services.GetRequiredService<ISignInService>().AccountOfAsync(email)
            : subject;
    }

    private static Task Refuse<T>(HandleRequestContext<T> context, string problem)
        where T : AuthenticationSchemeOptions
    {
        context.Response.Redirect($"{SignInAddress.Path}?problem={problem}");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Whose attempt it was not, or not any more; a provider that is away; all else: an answer that is not to be believed.</summary>
    private static string ProblemOf(Exception? failure) => failure switch
    {
        AuthenticationFailureException { Message: var text } when text.StartsWith("Correlation failed", StringComparison.Ordinal)
            || text.Contains("message.State", StringComparison.OrdinalIgnoreCase) => Stale,
        HttpRequestException or TaskCanceledException or { InnerException: HttpRequestException or TaskCanceledException or IOException } => "Away",
        _ => "Provider",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signing in by OpenID Connect came to nothing ({Problem})")]
    private static partial void LogFailed(ILogger log, Exception? exception, string problem);
}
