using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>What the index knows of a booking: enough to pass over those that nobody asks for. The booking knows better.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.booking-row")]
public sealed record BookingRow
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public BookingStatus Status { get; init; }

    [Id(2)]
    public PaymentStatus PaymentStatus { get; init; }

    [Id(3)]
    public DateTimeOffset CreatedAt { get; init; }
}
