using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Bookings;

/// <summary>The index of all bookings. Its last rows are its own state; reentrant, so that bookings that come together share a write.</summary>
[Reentrant, GrainType("ticketing.booking-index")]
public sealed class BookingIndexGrain : Grain, IBookingIndexGrain
{
    private readonly Durable<BookingIndexState> _index;
    private readonly SharedRound<bool> _rounds = new();
    private int _mended;

    public BookingIndexGrain([PersistentState("index")] IPersistentState<BookingIndexState> state) =>
        _index = new Durable<BookingIndexState>(state, this);

    public async Task<long> Put(BookingRow row, long position)
    {
        var index = _index.Value;
        var first = (long)index.FullPages * IBookingIndexGrain.PageSize;
        if (position >= 0 && position < first)
        {
            await FullPage((int)(position / IBookingIndexGrain.PageSize)).Put((int)(position % IBookingIndexGrain.PageSize), row);
            return position;
        }

        // A position beyond the end is that of a write which was lost.
        if (position >= first && position < first + index.Rows.Count && index.Rows[(int)(position - first)].BookingId == row.BookingId)
        {
            index.Rows[(int)(position - first)] = row;
            _mended++;
        }
        else
        {
            position = first + index.Rows.Count;
            index.Rows.Add(row);
        }

        await _rounds.Next(Keep);
        return position;
    }

    public async Task<long> Append(ImmutableArray<BookingRow> rows)
    {
        var first = ((long)_index.Value.FullPages * IBookingIndexGrain.PageSize) + _index.Value.Rows.Count;
        _index.Value.Rows.AddRange(rows);
        await _rounds.Next(Keep);
        return first;
    }

    public async Task<long> Count()
    {
        await _index.Settled();
        return ((long)_index.Value.FullPages * IBookingIndexGrain.PageSize) + _index.Value.Rows.Count;
    }

    public async Task<ImmutableArray<BookingRow>> Page(int number)
    {
        if (number < _index.Value.FullPages)
        {
            return await FullPage(number).Rows();
        }

        var rows = _index.Value.Rows.Skip((number - _index.Value.FullPages) * IBookingIndexGrain.PageSize).Take(IBookingIndexGrain.PageSize).ToImmutableArray();
        await _index.Settled();
        return rows;
    }

    private async Task<bool> Keep()
    {
        var index = _index.Value;
        while (index.Rows.Count >= IBookingIndexGrain.PageSize)
        {
            var mended = _mended;
            await FullPage(index.FullPages).Fill([.. index.Rows.Take(IBookingIndexGrain.PageSize)]);
            if (mended == _mended)
            {
                index.FullPages++;
                index.Rows.RemoveRange(0, IBookingIndexGrain.PageSize);
            }
        }

        await _index.Changed();
        return true;
    }

    private IBookingIndexPageGrain FullPage(int number) => GrainFactory.GetGrain<IBookingIndexPageGrain>(number.ToString(CultureInfo.InvariantCulture));
}
