namespace Ticketing.Waitlists;

/// <summary>Where an entry is in its life. Numbers are stored: never reuse one.</summary>
public enum WaitlistStatus
{
    /// <summary>In the line.</summary>
    Pending = 0,

    /// <summary>Places are held for it, until a stated time.</summary>
    Notified = 1,

    /// <summary>A booking was opened over the places.</summary>
    Booked = 2,

    /// <summary>The offer was not taken in time, or the sale is over.</summary>
    Expired = 3,
    Cancelled = 4,
}
