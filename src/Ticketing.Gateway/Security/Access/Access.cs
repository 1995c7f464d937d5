namespace Ticketing.Security;

/// <summary>Who may use a route. Every route has a rule: the service does not start otherwise.</summary>
public enum Access
{
    /// <summary>Forgotten.</summary>
    Unset,

    /// <summary>Everybody. A token is not looked at, so that a stale one keeps nobody from the public pages.</summary>
    Open,

    /// <summary>Everybody; a token, where there is one, must be good, since it says whose things are shown.</summary>
    Anyone,

    /// <summary>Whoever may buy: guests in Guest mode or with guest checkout, else customers.</summary>
    Checkout,

    /// <summary>Runs events: everybody in Guest mode, organizers and admins in Strict mode.</summary>
    Operator,

    /// <summary>Customers, organizers and admins: whoever has an account of their own.</summary>
    Customer,

    /// <summary>Organizers and admins.</summary>
    Organizer,

    /// <summary>Admins.</summary>
    Admin,

    /// <summary>Those at the gate: scanners, organizers and admins.</summary>
    Scanner,
}
