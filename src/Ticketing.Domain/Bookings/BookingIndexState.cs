using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>The end of the index: how many pages are full, and the rows after them.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.booking-index-state")]
public sealed class BookingIndexState
{
    [Id(0)]
    public int FullPages { get; set; }

    [Id(1)]
    public List<BookingRow> Rows { get; set; } = [];
}
