namespace Ticketing.Tickets;

/// <summary>What is said at the door of a code that is good by itself.</summary>
public enum CheckInOutcome
{
    Admitted,

    /// <summary>Another scan came first.</summary>
    AlreadyAdmitted,

    /// <summary>The booking was cancelled or refunded.</summary>
    Revoked,

    /// <summary>The ticket was made out anew: this code is the old holder's.</summary>
    Superseded,

    /// <summary>The scan was undone before it was reported.</summary>
    Undone,
}
