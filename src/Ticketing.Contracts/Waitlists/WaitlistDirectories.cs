namespace Ticketing.Waitlists;

/// <summary>Where waitlists and their entries are listed.</summary>
public static class WaitlistDirectories
{
    /// <summary>The events that ever had a waitlist.</summary>
    public const string Events = "waitlists";

    /// <summary>A customer's own entries, of all events.</summary>
    public static string Of(string customer) => "waitlist-of/" + customer;
}
