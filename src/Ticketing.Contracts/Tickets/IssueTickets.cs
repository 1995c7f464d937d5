using System.Collections.Immutable;
using Orleans;
using Ticketing.Bookings;

namespace Ticketing.Tickets;

/// <summary>Asks for the tickets of a booking, one for each place. Asked again it gives tickets that say the same.</summary>
/// <param name="Booking">The booking as it is now.</param>
/// <param name="Holder">The name that is printed; null: none.</param>
[GenerateSerializer, Immutable, Alias("ticketing.issue-tickets")]
public sealed record IssueTickets(
    [property: Id(0)] BookingView Booking,
    [property: Id(1)] string? Holder)
{
    /// <summary>Of these places only. Empty: of all.</summary>
    [Id(2)]
    public ImmutableArray<int> Places { get; init; } = [];
}
