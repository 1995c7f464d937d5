using Microsoft.AspNetCore.Http;
using Ticketing.ApiKeys;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>Stands before every handler: who is it, may they, and not too often.</summary>
public sealed class Gatekeeper(AuthOptions options, WriteLimiter writes, MissLimiter misses)
{
    /// <summary>Null: the caller may go on.</summary>
    public Answer? Refuse(HttpContext http, Rules rules, out Caller caller)
    {
        caller = Caller.Guest;
        InvalidTokenException? failure = null;
        if (rules.Access != Access.Open && (http.Request.Headers.Authorization.Count > 0 || SessionCookie.IsShown(http.Request)))
        {
            if (http.User is CallerPrincipal known)
            {
                caller = known.Caller;
            }
            else if (rules.Access != Access.Public)
            {
                failure = http.Features.Get<InvalidTokenException>();
            }
        }

        // Before the token is judged, so that trying tokens out is limited too.
        if (writes.IsOn && !rules.Unlimited && rules.Method != HttpMethods.Get && writes.Take(http, caller) is { } seconds)
        {
            return Refusals.TooMany(seconds);
        }

        if (rules.NamesSomething && misses.Wait(http, caller) is { } wait)
        {
            return Refusals.TooMany(wait);
        }

        return failure is null ? null : Refusals.NotKnown(failure);
    }

    /// <summary>Null: the caller may go on; of staff of organizations only as far as the thing is known that they ask for (<see cref="StaffGate"/>).</summary>
    public Answer? WhyNot(Rules rules, Caller caller) => AccessRules.Decide(rules.Access, options, caller) switch
    {
        AccessVerdict.Allowed => null,
        AccessVerdict.Unknown => Refusals.NotKnown(null),
        _ when rules.Staff is { } staff && caller.IsSomewhere(staff.Roles) => null,
        _ => Refusals.NotAllowed($"This needs one of the roles {string.Join(", ", RoleNames.NamesOf(AccessRules.RolesOf(rules.Access)))}."),
    };

    /// <summary>A program's way in: what a scope of its key opens. What everybody may see it sees as anybody.</summary>
    public static (Caller Caller, Answer? Refused) Open(Rules rules, Caller caller) =>
        caller.Through(rules.Scopes) is { } opened && (opened.Key!.Organization is null || rules.Staff is not null || rules.Scopes == ApiKeyScopes.Any) ? (opened, null)
        : rules.Access == Access.Public ? (Caller.Guest, null)
        : (caller, Refusals.NotAllowed(
            rules.Scopes == ApiKeyScopes.None ? "No API key opens this."
            : caller.Through(rules.Scopes) is null ? $"This needs an API key with the scope {string.Join(" or ", ScopeNames.Of(rules.Scopes))}."
            : "This needs an API key of the platform."));

    /// <summary>What was asked for does not exist, or not for this caller.</summary>
    public void Missed(HttpContext http, Rules rules, Caller caller)
    {
        if (rules.NamesSomething)
        {
            misses.Missed(http, caller);
        }
    }
}
