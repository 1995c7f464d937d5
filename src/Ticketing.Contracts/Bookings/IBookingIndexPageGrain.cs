using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Bookings;

/// <summary>A full page of the index. Keyed by its number; called by the index only.</summary>
[Alias("ticketing.booking-index-page")]
public interface IBookingIndexPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<BookingRow> rows);

    [Alias("put")]
    Task Put(int slot, BookingRow row);

    [Alias("rows"), ReadOnly]
    Task<ImmutableArray<BookingRow>> Rows();
}
