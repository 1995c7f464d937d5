namespace Ticketing.Bookings;

/// <summary>What is to become of a booking: the next state, or why not, or nothing to do since it is so already.</summary>
public readonly record struct BookingDecision(BookingState? Next, Refusal? Refusal = null)
{
    /// <summary>It is so already.</summary>
    public static BookingDecision Nothing { get; }

    public static BookingDecision Refuse(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}
