using Orleans;

namespace Ticketing.Bookings;

/// <summary>
/// Takes a customer out of a booking, and where they can be written to: a pseudonym stands where they stood, in the history
/// too. Both null: a guest who did not say who they are.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.erase-booking")]
public sealed record EraseBooking(
    [property: Id(0)] string? Customer,
    [property: Id(1)] string? Pseudonym);
