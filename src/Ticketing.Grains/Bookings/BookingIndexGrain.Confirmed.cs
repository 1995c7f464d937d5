using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <content>
/// The index as the outbox of whoever makes out tickets: every booking has its row before it exists, so nothing more is
/// written for that. The reminder is durable before the first row is.
/// </content>
public sealed partial class BookingIndexGrain
{
    private const string ReminderName = "confirmed";
    private const int MostRows = 4 * IBookingIndexGrain.PageSize;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private bool _reminded;
    private bool _told;

    /// <summary>What is before these is durable. Nobody is shown more: a position may be given anew after a failed write.</summary>
    private long _durable;
    private long _durableLate;

    /// <summary>What is before this is in full pages, durably.</summary>
    private long _durableFirst;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_durable, _durableLate, _durableFirst) = (_index.Value.End, _index.Value.LateEnd, _index.Value.First);
        return Task.CompletedTask;
    }

    public async Task<ConfirmedSlice> Confirmed(long position, long late, int limit)
    {
        // Beyond the end: storage has lost something. What is told again does no harm.
        position = position > _durable ? Math.Max(0, _durable - IBookingIndexGrain.PageSize) : position;
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
        for (var last = Math.Min(position + MostRows, limit == 0 ? position : _durable); position < last && found.Count < limit;)
        {
            var (rows, first) = await RowsAt(position);
            for (var i = (int)(position - first); i < rows.Count && position < last && found.Count < limit; i++, position++)
            {
                if (rows[i].Status == BookingStatus.Confirmed)
                {
                    found.Add(rows[i].BookingId);
                }
            }
        }

        if (position < _durable)
        {
            var (rows, first) = await RowsAt(position);
            oldest = rows[(int)(position - first)].CreatedAt;
        }

        var behind = _durable - position + _durableLate - late;
        _told &= behind > 0;
        return new ConfirmedSlice(found.ToImmutable(), position, late, behind, oldest);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(_time.GetUtcNow());
        return Finalizer.Wake();
    }

    private IFinalizerGrain Finalizer => GrainFactory.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);

    /// <summary>A row and those after it in its page.</summary>
    private async Task<(IReadOnlyList<BookingRow> Rows, long First)> RowsAt(long position)
    {
        var number = (int)(position / IBookingIndexGrain.PageSize);
        return number < _index.Value.FullPages
            ? (await FullPage(number).Rows(), (long)number * IBookingIndexGrain.PageSize)
            : (_index.Value.Rows, (long)_index.Value.FullPages * IBookingIndexGrain.PageSize);
    }

    /// <summary>If it is not heard, the reminder tells it.</summary>
    private void TellOfNew()
    {
        if (!_told)
        {
            _told = true;
            _ = Finalizer.Wake();
        }
    }

    private async Task Remind()
    {
        if (_reminded)
        {
            return;
        }

        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder that looks after tickets could not be kept. Repeat the request.", e);
        }

        _reminded = true;
    }
}
