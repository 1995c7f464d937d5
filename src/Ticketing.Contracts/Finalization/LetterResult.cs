namespace Ticketing.Finalization;

/// <summary>What became of the letter with a booking's tickets.</summary>
public enum LetterResult
{
    Sent,

    /// <summary>There is nothing to be sent, or nobody to send it to.</summary>
    NotWanted,

    /// <summary>The server does not take it for this address.</summary>
    Refused,

    /// <summary>Not now.</summary>
    Unavailable,
}
