namespace Ticketing.Web.Layout;

/// <summary>Why somebody sees another page than they wanted.</summary>
public enum ErrorKind
{
    /// <summary>There is nothing at this address.</summary>
    NotFound,

    /// <summary>A hold that is forgotten, or another browser's.</summary>
    NoHold,

    /// <summary>A booking that is not there, or whose link is not whole.</summary>
    NoBooking,

    /// <summary>A place in a waitlist that is not there, or whose link is not whole or too old.</summary>
    NoEntry,

    /// <summary>A form that is not, or no longer, one of ours.</summary>
    BadForm,

    /// <summary>Too many requests.</summary>
    TooMany,

    /// <summary>It passes: try again.</summary>
    Unavailable,

    /// <summary>A fault of the service.</summary>
    Fault,
}
