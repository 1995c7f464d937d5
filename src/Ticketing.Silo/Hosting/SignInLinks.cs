using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Hosting;

/// <summary>
/// The first minutes in Development, where nothing is set: links that sign in on the pages of organizers and of the door. What they are
/// signed with was drawn at this start, so they end with the process. Nowhere else is a token ever written to a log.
/// </summary>
internal static partial class SignInLinks
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>Logs them once the service listens.</summary>
    public static void LogSignInLinks(this WebApplication app)
    {
        var auth = app.Services.GetRequiredService<AuthOptions>();
        if (!auth.IsKeyDrawn)
        {
            return;
        }

        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var issuer = new TokenIssuer(auth, app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<IIdSource>());
            var place = app.Urls.FirstOrDefault()?.TrimEnd('/') ?? "";
            var sell = issuer.Issue("developer", Roles.Admin, Lifetime);
            var scan = issuer.Issue("gate", Roles.Scanner, Lifetime);
            LogSell(app.Logger, place, sell);
            LogScan(app.Logger, place, scan);
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sell and manage events (until this process ends): {Address}/organize#token={Token}")]
    private static partial void LogSell(ILogger log, string address, string token);

    [LoggerMessage(Level = LogLevel.Information, Message = "Check tickets in (until this process ends): {Address}/door#token={Token}")]
    private static partial void LogScan(ILogger log, string address, string token);
}
