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
    private readonly PagedLog<BookingIndexState, BookingRow> _rows;
    private readonly TimeProvider _time;

    public BookingIndexGrain([PersistentState("index")] IPersistentState<BookingIndexState> state, TimeProvider time)
    {
        _index = new Durable<BookingIndexState>(state, this);
        _rows = new(_index, IBookingIndexGrain.PageSize, (number, rows) => FullPage(number).Fill(rows), number => FullPage(number).Rows());
        _time = time;
    }

    public async Task<long> Put(BookingRow row, long position)
    {
        var isLate = row.Status == BookingStatus.Confirmed || row.OwesFarewell;
        if (position >= 0 && position < _rows.First)
        {
            await _rows.Seal(position);
            await FullPage((int)(position / IBookingIndexGrain.PageSize)).Put((int)(position % IBookingIndexGrain.PageSize), row);
            if (!isLate)
            {
                return position;
            }
        }
        else if (position >= 0 && position < _rows.End && (int)(position - _rows.First) is var slot && _index.Value.Rows[slot] is { } known && known.BookingId == row.BookingId)
        {
            _rows.Change(rows => rows[slot] = row.IsOlderThan(known) ? known : row);
        }
        else
        {
            // A position beyond the end is that of a write which was lost.
            (position, isLate) = (_rows.Add(row), false);
        }

        if (isLate)
        {
            _index.Value.Late.Add(row.BookingId);
        }

        await Keep();
        return position;
    }

    public async Task<long> Append(ImmutableArray<BookingRow> rows)
    {
        var first = _rows.Add(rows);
        await Keep();
        return first;
    }

    public Task<long> Count() => Task.FromResult(_rows.DurableEnd);

    public Task<ImmutableArray<BookingRow>> Page(int number) => _rows.Page(number);

    private async Task Keep()
    {
        await Remind();
        var lateEnd = _index.Value.LateEnd;
        await _rows.Keep();
        _durableLate = Math.Max(_durableLate, lateEnd);
        TellOfNew();
    }

    private IBookingIndexPageGrain FullPage(int number) => GrainFactory.GetGrain<IBookingIndexPageGrain>(number.ToString(CultureInfo.InvariantCulture));
}
