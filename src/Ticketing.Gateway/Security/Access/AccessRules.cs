namespace Ticketing.Security;

/// <summary>The decision: rule, mode and caller give an answer.</summary>
public static class AccessRules
{
    private const Roles Account = Roles.Customer | Roles.Organizer | Roles.Admin;
    private const Roles Staff = Roles.Organizer | Roles.Admin;

    public static AccessVerdict Decide(Access access, AuthOptions options, Caller caller)
    {
        if (access is Access.Open or Access.Anyone)
        {
            return AccessVerdict.Allowed;
        }

        // Where guests may do it, whoever is known may do it too.
        if ((access == Access.Checkout && options.GuestsBuy) || (access == Access.Operator && options.Mode == AuthMode.Guest))
        {
            return AccessVerdict.Allowed;
        }

        var needed = RolesOf(access);
        return caller.IsGuest ? AccessVerdict.Unknown
            : (caller.Roles & needed) != 0 ? AccessVerdict.Allowed
            : AccessVerdict.Forbidden;
    }

    /// <summary>The roles of which one is needed of those who are not let in anyway.</summary>
    public static Roles RolesOf(Access access) => access switch
    {
        Access.Checkout or Access.Customer => Account,
        Access.Operator or Access.Organizer => Staff,
        Access.Scanner => Roles.Scanner | Staff,
        Access.Admin => Roles.Admin,

        // A forgotten rule lets nobody in.
        _ => Roles.None,
    };
}
