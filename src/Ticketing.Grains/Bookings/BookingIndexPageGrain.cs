using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Bookings;

/// <summary>One full page of the index.</summary>
[GrainType("ticketing.booking-index-page")]
public sealed class BookingIndexPageGrain : Grain, IBookingIndexPageGrain
{
    private readonly Durable<BookingIndexPageState> _page;

    public BookingIndexPageGrain([PersistentState("page")] IPersistentState<BookingIndexPageState> state) =>
        _page = new Durable<BookingIndexPageState>(state, this);

    public Task Fill(ImmutableArray<BookingRow> rows)
    {
        _page.Value.Rows = [.. rows];
        return _page.Changed();
    }

    public Task Put(int slot, BookingRow row)
    {
        _page.Value.Rows[slot] = row;
        return _page.Changed();
    }

    public Task<ImmutableArray<BookingRow>> Rows() => Task.FromResult(_page.Value.Rows.ToImmutableArray());
}
