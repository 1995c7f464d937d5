using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>One full page of the index.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.booking-index-page-state")]
public sealed class BookingIndexPageState
{
    [Id(0)]
    public List<BookingRow> Rows { get; set; } = [];
}
