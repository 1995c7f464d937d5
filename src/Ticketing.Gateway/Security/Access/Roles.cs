namespace Ticketing.Security;

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
