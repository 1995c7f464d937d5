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

    public bool IsAdmin => (Roles & Roles.Admin) != 0;
}
