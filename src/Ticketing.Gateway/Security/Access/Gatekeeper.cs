using Microsoft.AspNetCore.Http;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>Stands before every handler: who is it, may they, and not too often.</summary>
public sealed class Gatekeeper(AuthOptions options, WriteLimiter limiter)
{
    /// <summary>Null: the caller may go on.</summary>
    public Answer? Refuse(HttpContext http, Route route, out Caller caller)
    {
        caller = Caller.Guest;
        InvalidTokenException? failure = null;
        if (route.Access != Access.Open && http.Request.Headers.Authorization.Count > 0)
        {
            if (http.User is CallerPrincipal known)
            {
                caller = known.Caller;
            }
            else
            {
                failure = http.Features.Get<InvalidTokenException>();
            }
        }

        // Before the token is judged, so that trying tokens out is limited too.
        if (limiter.IsOn && !route.Unlimited && route.Method != HttpMethods.Get && limiter.Take(http, caller) is { } seconds)
        {
            return Refusals.TooMany(seconds);
        }

        if (failure is not null)
        {
            return Refusals.NotKnown(failure);
        }

        return AccessRules.Decide(route.Access, options, caller) switch
        {
            AccessVerdict.Allowed => null,
            AccessVerdict.Unknown => Refusals.NotKnown(null),
            _ => Refusals.NotAllowed($"This needs one of the roles {string.Join(", ", RoleNames.NamesOf(AccessRules.RolesOf(route.Access)))}."),
        };
    }

    /// <summary>A route without a rule keeps the service from starting.</summary>
    public static void Check(IEnumerable<Route> routes)
    {
        if (routes.FirstOrDefault(route => route.Access == Access.Unset) is { } forgotten)
        {
            throw new InvalidOperationException($"{forgotten.Method} {forgotten.Path} has no access rule.");
        }
    }
}
