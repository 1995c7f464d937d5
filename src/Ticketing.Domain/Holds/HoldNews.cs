namespace Ticketing.Holds;

/// <summary>What of a hold is told to those who follow it. Numbers are stored: never reuse one.</summary>
[Flags]
public enum HoldNews
{
    None = 0,

    /// <summary>That it was placed.</summary>
    Placed = 1,

    /// <summary>That it expired or was released.</summary>
    Ended = 2,
}
