using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ticketing.ApiKeys;
using Ticketing.Organizations;

namespace Ticketing.Security;

/// <summary>Who sent a request.</summary>
/// <param name="Kind">Guest or user.</param>
/// <param name="Subject">The token's <c>sub</c>: the customer's id. Null for a guest.</param>
/// <param name="Roles">What the token grants.</param>
public sealed record Caller(PrincipalKind Kind, string? Subject, Roles Roles)
{
    public static Caller Guest { get; } = new(PrincipalKind.Guest, null, Roles.None);

    /// <summary>What the caller is in which organization.</summary>
    public ImmutableArray<Membership> Memberships { get; init; } = [];

    /// <summary>What the caller's API key opens. Null: it is no program with a key.</summary>
    public KeyGrant? Key { get; init; }

    /// <summary>As whom they buy. Null: a guest, or a program, which buys for others.</summary>
    public string? Customer => Key is null ? Subject : null;

    /// <summary>The organization whose thing this request is about, where the caller acts as one of its staff.</summary>
    public Membership? ActsAs { get; init; }

    public bool IsGuest => Kind == PrincipalKind.Guest;

    /// <summary>Runs events: sees and ends what others hold, and acts in a customer's name.</summary>
    public bool IsStaff => (Roles & (Roles.Organizer | Roles.Admin)) != 0;

    /// <summary>May say that they saw a payment: what costs something is booked on their word.</summary>
    public bool MayVouch => IsStaff;

    public bool IsAdmin => (Roles & Roles.Admin) != 0;

    /// <summary>The caller as one of the staff of whose thing this is. Null: they may not do that there.</summary>
    /// <param name="organization">Whose it is.</param>
    /// <param name="allowed">Who may.</param>
    internal Caller? In(Guid organization, StaffRoles allowed)
    {
        foreach (var membership in Memberships)
        {
            if (membership.OrganizationId == organization && (membership.Role & allowed) != 0)
            {
                return this with { Roles = Roles | (membership.Role == StaffRoles.Door ? Roles.Scanner : Roles.Organizer), ActsAs = membership };
            }
        }

        return null;
    }

    /// <summary>The caller with what opens such a route to their key: everywhere, if it is the platform's. Null: nothing does.</summary>
    internal Caller? Through(ApiKeyScopes scopes) => Key is { } key && (key.Scopes & scopes) != ApiKeyScopes.None
        ? this with { Key = key with { Scopes = key.Scopes & scopes }, Roles = key.Organization is null ? Roles.Admin : Roles.None }
        : null;

    /// <summary>In some organization the caller is one of these.</summary>
    internal bool IsSomewhere(StaffRoles roles)
    {
        foreach (var membership in Memberships)
        {
            if ((membership.Role & roles) != 0)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What somebody is in an organization.</summary>
public sealed record Membership(Guid OrganizationId, StaffRoles Role);

/// <summary>What an API key opens.</summary>
/// <param name="Scopes">Its scopes; of a request, those that opened the way.</param>
/// <param name="Organization">Whom it acts for. Null: the platform.</param>
public sealed record KeyGrant(ApiKeyScopes Scopes, Guid? Organization);

/// <summary>Who stands behind a request.</summary>
public enum PrincipalKind
{
    /// <summary>Nobody known: there was no token.</summary>
    Guest,

    /// <summary>The subject of a valid token.</summary>
    User,
}

/// <summary>What a caller may be. Tokens name them in lower case, in <c>role</c> or <c>roles</c>.</summary>
[Flags]
public enum Roles
{
    None = 0,
    Customer = 1,
    Organizer = 2,
    Admin = 4,
    Scanner = 8,
}

/// <summary>Roles as tokens and people write them.</summary>
public static class RoleNames
{
    public const string All = "customer, organizer, admin, scanner";

    public static Roles Of(string name) => name switch
    {
        "customer" => Roles.Customer,
        "organizer" => Roles.Organizer,
        "admin" => Roles.Admin,
        "scanner" => Roles.Scanner,
        _ => Roles.None,
    };

    public static bool TryFind([NotNullWhen(true)] string? name, out Roles role)
    {
        role = name is null ? Roles.None : Of(name);
        return role != Roles.None;
    }

    public static IEnumerable<string> NamesOf(Roles roles)
    {
        foreach (var (role, name) in new[]
        {
            (Roles.Customer, "customer"), (Roles.Organizer, "organizer"), (Roles.Admin, "admin"), (Roles.Scanner, "scanner"),
        })
        {
            if ((roles & role) != 0)
            {
                yield return name;
            }
        }
    }
}
