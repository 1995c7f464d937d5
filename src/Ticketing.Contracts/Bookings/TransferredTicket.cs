using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>A ticket of a booking that was passed on, from whom and to whom. Null: a guest.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.transferred-ticket")]
public sealed record TransferredTicket(
    [property: Id(0)] int Place,
    [property: Id(1)] string? From,
    [property: Id(2)] string? To);
