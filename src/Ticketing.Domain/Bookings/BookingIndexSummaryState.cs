using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>What some pages of the index may have, by page.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.booking-index-summary-state")]
public sealed class BookingIndexSummaryState
{
    [Id(0)]
    public List<PageSummary> Pages { get; set; } = [];
}
