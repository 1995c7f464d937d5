using Orleans;

namespace Ticketing.Bookings;

/// <summary>The booking after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-answer")]
public sealed record BookingAnswer(
    [property: Id(0)] BookingView? Booking,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static BookingAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}
