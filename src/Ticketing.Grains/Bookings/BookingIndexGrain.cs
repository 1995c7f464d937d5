using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Bookings;

/// <summary>The index of all bookings. Its last rows are its own state; reentrant, so that bookings that come together share a write.</summary>
[Reentrant, GrainType("ticketing.booking-index")]
public sealed partial class BookingIndexGrain : Grain, IBookingIndexGrain, IRemindable
{
    private readonly Durable<BookingIndexState> _index;
    private readonly SharedRound<bool> _rounds = new();
    private readonly TimeProvider _time;
    private int _mended;

    public BookingIndexGrain([PersistentState("index")] IPersistentState<BookingIndexState> state, TimeProvider time)
    {
        _index = new Durable<BookingIndexState>(state, this);
        _time = time;
    }

    public async Task<long> Put(BookingRow row, long position)
    {
        var index = _index.Value;
        var first = index.First;
        if (position >= 0 && position < first)
        {
            if (position >= _durableFirst)
            {
                // A page that is not known to be full is filled again, without what was put into it.
                await _rounds.Next(Keep);
            }

            await FullPage((int)(position / IBookingIndexGrain.PageSize)).Put((int)(position % IBookingIndexGrain.PageSize), row);
            if (row.Status == BookingStatus.Confirmed || row.OwesFarewell)
            {
                _index.Value.Late.Add(row.BookingId);
                await _rounds.Next(Keep);
            }

            return position;
        }

        // A position beyond the end is that of a write which was lost.
        if (position >= first && position < first + index.Rows.Count && index.Rows[(int)(position - first)] is { } known && known.BookingId == row.BookingId)
        {
            index.Rows[(int)(position - first)] = row.IsOlderThan(known) ? known : row;
            _mended++;
            if (row.Status == BookingStatus.Confirmed || row.OwesFarewell)
            {
                index.Late.Add(row.BookingId);
            }
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
        var first = _index.Value.End;
        _index.Value.Rows.AddRange(rows);
        await _rounds.Next(Keep);
        return first;
    }

    public Task<long> Count() => Task.FromResult(_durable);

    public async Task<ImmutableArray<BookingRow>> Page(int number)
    {
        if (number < _index.Value.FullPages)
        {
            return await FullPage(number).Rows();
        }

        // Whoever goes through them all does not come back to a position that is given anew.
        var skipped = (number - _index.Value.FullPages) * IBookingIndexGrain.PageSize;
        var shown = Math.Clamp(_durable - _index.Value.First - skipped, 0, IBookingIndexGrain.PageSize);
        var rows = _index.Value.Rows.Skip(skipped).Take((int)shown).ToImmutableArray();
        await _index.Settled();
        return rows;
    }

    private async Task<bool> Keep()
    {
        await Remind();
        var index = _index.Value;
        var (end, lateEnd, first) = (index.End, index.LateEnd, index.First);
        await _index.Changed();
        (_durable, _durableLate, _durableFirst) = (Math.Max(_durable, end), Math.Max(_durableLate, lateEnd), Math.Max(_durableFirst, first));
        TellOfNew();
        while (index.First + IBookingIndexGrain.PageSize <= _durable)
        {
            // After the write: an activation beside the one that knows better fails there, and fills no page. That it is full is
            // written with the next rows.
            var mended = _mended;
            await FullPage(index.FullPages).Fill([.. index.Rows.Take(IBookingIndexGrain.PageSize)]);
            if (mended == _mended)
            {
                index.FullPages++;
                index.Rows.RemoveRange(0, IBookingIndexGrain.PageSize);
            }
        }

        return true;
    }

    private IBookingIndexPageGrain FullPage(int number) => GrainFactory.GetGrain<IBookingIndexPageGrain>(number.ToString(CultureInfo.InvariantCulture));
}
