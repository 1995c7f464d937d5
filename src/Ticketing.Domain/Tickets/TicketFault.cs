namespace Ticketing.Tickets;

/// <summary>Why a ticket's code is not good.</summary>
public enum TicketFault
{
    None,

    /// <summary>It is no ticket code, or one of a version that is not known.</summary>
    Malformed,

    /// <summary>It is cut off.</summary>
    Truncated,

    /// <summary>It names a key that is not among those that count.</summary>
    UnknownKey,

    /// <summary>Its signature is not that key's.</summary>
    Forged,

    WrongEvent,
    NotYetValid,
    Expired,
}
