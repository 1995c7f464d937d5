using System.Diagnostics.CodeAnalysis;

namespace Ticketing.Security;

/// <summary>Who sent a request.</summary>
/// <param name="Kind">Guest or user.</param>
/// <param name="Subject">The token's <c>sub</c>: the customer's id. Null for a guest.</param>
/// <param name="Roles">What the token grants.</param>
public sealed record Caller(PrincipalKind Kind, string? Subject, Roles Roles)
{
    public static Caller Guest { get; } = new(PrincipalKind.Guest, null, Roles.None);

    public bool IsGuest => Kind == PrincipalKind.Guest;

    /// <summary>Runs events: sees and ends what others hold, and acts in a customer's name.</summary>
    public bool IsStaff => (Roles & (Roles.Organizer | Roles.Admin)) != 0;

    /// <summary>May say that they saw a payment: what costs something is booked on their word.</summary>
    public bool MayVouch => IsStaff;

    public bool IsAdmin => (Roles & Roles.Admin) != 0;
}

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
