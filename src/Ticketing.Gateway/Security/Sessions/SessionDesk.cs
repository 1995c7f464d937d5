using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Ticketing.Customers;
using Ticketing.Identifiers;
using Ticketing.SignIn;

namespace Ticketing.Security;

/// <summary>
/// Signs in, knows who is signed in, and signs out. A session is in its cookie alone, sealed with the service's data protection keys, which all
/// silos share; only that it was ended before its time is kept.
/// </summary>
public sealed class SessionDesk(IDataProtectionProvider protection, EndedSessionDirectory ended, BlockedCustomers blocked, AuthOptions options, Outages outages, IIdSource ids, TimeProvider time)
{
    private const string Purpose = "ticketing.session";

    /// <summary>Beyond what one can be: nothing that is sent costs more to refuse.</summary>
    private const int Longest = 2_000;

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    public void Begin(HttpContext http, string subject, Roles roles)
    {
        var now = time.GetUtcNow();
        Session session = new(ids.NextGuid(), subject, roles, now, now + options.SessionLifetime);
        SessionCookie.Give(http, _protector.Protect(session.Write()), options.SessionLifetime);
    }

    /// <summary>Who is signed in in the browser that asks. Null: nobody, or their session is over, or they are blocked.</summary>
    public async ValueTask<Session?> FindAsync(HttpContext http) =>
        await OfAsync(http) is { } session && !await blocked.ContainsAsync(session.Subject) ? session : null;

    /// <summary>Ends the session of the browser that asks.</summary>
    public async Task EndAsync(HttpContext http)
    {
        if (Read(http) is { } session)
        {
            await ended.EndAsync(session);
        }

        SessionCookie.Take(http);
    }

    /// <summary>Ends all sessions that somebody has, wherever they are signed in.</summary>
    public async Task EndAllAsync(HttpContext http, string subject)
    {
        await ended.EndAllAsync(subject);
        SessionCookie.Take(http);
    }

    /// <summary>The same, whether they are blocked or not.</summary>
    internal async ValueTask<Session?> OfAsync(HttpContext http) =>
        Read(http) is { } session && !await ended.HasAsync(session) ? session : null;

    private Session? Read(HttpContext http)
    {
        if (SessionCookie.Of(http.Request) is not { Length: > 0 and <= Longest } text)
        {
            return null;
        }

        try
        {
            var session = Session.Read(_protector.Unprotect(text));
            return session.EndsAt > time.GetUtcNow() && (options.SessionsMayBeAdmins || (session.Roles & Roles.Admin) == 0) ? session : null;
        }
        catch (CryptographicException e)
        {
            if (e.InnerException is { } cause && outages.Is(cause))
            {
                // Nobody is signed out since the keys could not be read.
                ExceptionDispatchInfo.Throw(cause);
            }

            // Not one of ours, or sealed with a key that is gone.
            return null;
        }
    }
}
