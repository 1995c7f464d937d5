namespace Ticketing.Security;

/// <summary>Who may use a route. Every route has a rule: the service does not start otherwise.</summary>
public enum Access
{
    /// <summary>Forgotten.</summary>
    Unset,

    /// <summary>Everybody. A token is not looked at, so that a stale one keeps nobody from the public pages.</summary>
    Open,

    /// <summary>Everybody. A good token shows staff more; one that is not good is passed over, as on an open page.</summary>
    Public,

    /// <summary>Everybody; a token, where there is one, must be good, since it says whose things are shown.</summary>
    Anyone,

    /// <summary>Whoever may buy: guests in Guest mode or with guest checkout, else customers.</summary>
    Checkout,

    /// <summary>Runs events: everybody in Guest mode, organizers and admins in Strict mode.</summary>
    Operator,

    /// <summary>Customers, organizers and admins: whoever has an account of their own.</summary>
    Customer,

    /// <summary>Whoever has a token.</summary>
    Account,

    /// <summary>Organizers and admins.</summary>
    Organizer,

    /// <summary>Admins.</summary>
    Admin,

    /// <summary>Those at the gate: scanners, organizers and admins.</summary>
    Scanner,
}

/// <summary>The decision: rule, mode and caller give an answer.</summary>
public static class AccessRules
{
    private const Roles Account = Roles.Customer | Roles.Organizer | Roles.Admin;
    private const Roles Staff = Roles.Organizer | Roles.Admin;

    public static AccessVerdict Decide(Access access, AuthOptions options, Caller caller)
    {
        if (access is Access.Open or Access.Public or Access.Anyone)
        {
            return AccessVerdict.Allowed;
        }

        // Where guests may do it, whoever is known may do it too.
        if ((access == Access.Checkout && options.GuestsBuy) || (access == Access.Operator && options.Mode == AuthMode.Guest))
        {
            return AccessVerdict.Allowed;
        }

        if (access == Access.Account && !caller.IsGuest)
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

/// <summary>May the caller?</summary>
public enum AccessVerdict
{
    Allowed,

    /// <summary>Who is it? 401.</summary>
    Unknown,

    /// <summary>Known, and may not: 403.</summary>
    Forbidden,
}
