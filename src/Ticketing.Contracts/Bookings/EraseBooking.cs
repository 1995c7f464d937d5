using Orleans;

namespace Ticketing.Bookings;

/// <summary>Takes a customer out of a booking: a pseudonym stands where they stood, in the history too.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.erase-booking")]
public sealed record EraseBooking(
    [property: Id(0)] string Customer,
    [property: Id(1)] string Pseudonym);
