using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>The index of all bookings. Its last rows are its own state; reentrant, so that bookings that come together share a write.</summary>
[Reentrant, GrainType("ticketing.booking-index")]
public sealed class BookingIndexGrain : Grain, IBookingIndexGrain, IRemindable
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

    // The index as the outbox of whoever makes out tickets: every booking has its row before it exists, so nothing more is written for that. The
    // reminder is durable before the first row is.

    private const string ReminderName = "confirmed";
    private const int MostRows = 4 * IBookingIndexGrain.PageSize;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private Task? _reminder;
    private bool _told;

    /// <summary>Late bookings before this number are durable. Nobody is shown more.</summary>
    private long _durableLate;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durableLate = _index.Value.LateEnd;
        return Task.CompletedTask;
    }

    public async Task<ConfirmedSlice> Confirmed(long position, long late, int limit)
    {
        // Beyond the end: storage has lost something. What is told again does no harm.
        var end = _rows.DurableEnd;
        position = position > end ? Math.Max(0, end - IBookingIndexGrain.PageSize) : position;
        late = late > _durableLate ? _index.Value.LateStart : Math.Max(late, _index.Value.LateStart);
        if (limit > 0)
        {
            // Whoever asks for work has written down what became of that before; who only looks may be ahead of it.
            _index.Value.ForgetLate(late);
        }

        var found = ImmutableArray.CreateBuilder<BookingId>();
        found.AddRange(_index.Value.Late.Take((int)Math.Min(limit, _durableLate - late)));
        late += found.Count;
        DateTimeOffset? oldest = null;
        for (var last = Math.Min(position + MostRows, end); position < last && found.Count < limit;)
        {
            var rows = await _rows.Read(position);
            for (var i = 0; i < rows.Length && position < last && found.Count < limit; i++, position++)
            {
                if (rows[i].Status == BookingStatus.Confirmed)
                {
                    found.Add(rows[i].BookingId);
                }
            }
        }

        if (position < _rows.DurableEnd)
        {
            oldest = (await _rows.Read(position))[0].CreatedAt;
        }

        var behind = _rows.DurableEnd - position + _durableLate - late;
        _told &= behind > 0;
        return new ConfirmedSlice(found.ToImmutable(), position, late, behind, oldest);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(_time.GetUtcNow());
        return Finalizer.Wake();
    }

    private IFinalizerGrain Finalizer => GrainFactory.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);

    /// <summary>If it is not heard, the reminder tells it.</summary>
    private void TellOfNew()
    {
        if (!_told)
        {
            _told = true;
            _ = Finalizer.Wake();
        }
    }

    private Task Remind() => _reminder is null or { IsFaulted: true } ? _reminder = Register() : _reminder;

    private async Task Register()
    {
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder that looks after tickets could not be kept. Repeat the request.", e);
        }
    }
}
