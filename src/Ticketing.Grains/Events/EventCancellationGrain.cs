using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using EventId = Ticketing.Identifiers.EventId;

namespace Ticketing.Events;

/// <summary>
/// Goes through the index of bookings page by page and notes where it is. What was confirmed a moment before the event
/// was cancelled comes into the index a little later, so it looks again until no place of the event is held or sold.
/// </summary>
[GrainType("ticketing.event-cancellation")]
public sealed partial class EventCancellationGrain : SparseGrain, IEventCancellationGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    /// <summary>How long places may still be sold at the end of the index before it is gone through again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Durable<CancellationState> _job;
    private readonly TimeProvider _time;
    private readonly ILogger<EventCancellationGrain> _log;
    private IGrainTimer? _timer;
    private long _total;
    private DateTimeOffset? _atEndSince;

    public EventCancellationGrain([PersistentState("job")] IPersistentState<CancellationState> state, TimeProvider time, ILogger<EventCancellationGrain> log)
    {
        _job = new Durable<CancellationState>(state, this);
        _time = time;
        _log = log;
    }

    protected override bool IsEmpty => _job.IsNothing;

    public Task<CancellationView?> Get() => Task.FromResult(_job.Value.StartedAt == default ? null : View());

    public async Task<CancellationView?> Start(EventId id, string by, string why)
    {
        if (_job.Value.StartedAt == default)
        {
            if (await Event.Get() is not { } view)
            {
                return null;
            }

            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
            _job.Replace(new CancellationState { EventId = id, By = by, Why = why, StartedAt = _time.GetUtcNow(), Currency = view.Currency });
            await _job.Changed();
        }

        if (_job.Value.FinishedAt is null)
        {
            GoOnSoon();
        }

        return View();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var job = _job.Value;
        if (job.StartedAt == default || job.FinishedAt is not null)
        {
            await this.EndReminder(ReminderName, _job, forget: job.StartedAt == default);
            return;
        }

        var before = job.Position;
        await GoOn();
        if (job.Position != before || job.Position < _total || await Event.Counts() is not { } counts)
        {
            _atEndSince = null;
        }
        else if (counts.Sections.All(section => section.Sum.Sold == 0 && section.Sum.Held == 0))
        {
            job.FinishedAt = _time.GetUtcNow();
            await _job.Changed();
        }
        else if (_time.GetUtcNow() - (_atEndSince ??= _time.GetUtcNow()) >= Patience)
        {
            // Something was passed over: a booking that an activation beside another did not know as sold, say.
            (_atEndSince, job.Position, job.Cancelled, job.RefundedMinor) = (null, 0, 0, 0);
            await _job.Changed();
            GoOnSoon();
        }
    }

    private IEventGrain Event => GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString());

    private IBookingIndexGrain Index => GrainFactory.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);

    private void GoOnSoon()
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(static (self, _) => self.OnTimer(), this, new GrainTimerCreationOptions(Soon, Soon) { KeepAlive = true });
    }

    private async Task OnTimer()
    {
        try
        {
            await GoOn();
            if (_job.Value.Position >= _total)
            {
                _timer?.Dispose();
            }
        }
        catch (Exception e) when (!_job.IsOver)
        {
            // The reminder goes on.
            _timer?.Dispose();
            LogInterrupted(e, _job.Value.EventId);
        }
    }

    /// <summary>One page of the index, so that questions are answered between pages.</summary>
    private async Task GoOn()
    {
        await CloseEvent();
        var job = _job.Value;
        _total = await Index.Count();
        if (job.Position >= _total)
        {
            return;
        }

        var number = (int)(job.Position / IBookingIndexGrain.PageSize);
        var rows = await Index.Page(number);
        var from = (int)(job.Position % IBookingIndexGrain.PageSize);
        var first = (long)number * IBookingIndexGrain.PageSize;
        var cancelled = await Task.WhenAll(rows
            .Select((row, slot) => (row.BookingId, Position: first + slot))
            .Skip(from)
            .Where(at => at.BookingId.Hold.EventKey == job.EventId.Key)
            .Select(async at => (at.Position, Booking: await Cancel(at.BookingId))));
        foreach (var (_, booking) in cancelled.Where(at => at.Booking?.IndexPosition == at.Position))
        {
            // A booking counts where its own row is; another one is void.
            job.Cancelled++;
            job.RefundedMinor += booking!.CancelRefundMinor;
        }

        job.Position = first + rows.Length;
        await _job.Changed();
    }

    /// <summary>From then on nothing is held or confirmed.</summary>
    private async Task CloseEvent()
    {
        if (await Event.Get() is { } view && view.Status != EventStatus.Cancelled)
        {
            await Event.Update(new UpdateEvent { ExpectedVersion = view.Version, Status = EventStatus.Cancelled });
        }
    }

    /// <summary>The booking, if this job cancelled it, now or on a way here that was interrupted.</summary>
    private async Task<BookingView?> Cancel(BookingId id)
    {
        var grain = GrainFactory.GetGrain<IBookingGrain>(id.GrainKey());
        var booking = await grain.Get();
        if (booking is null && (await GrainFactory.HomeOf(id.Hold).Get(id.Hold)).Hold is { Status: HoldStatus.Confirmed } sold)
        {
            // Its row came first; its home is about to hand it over.
            booking = await grain.Open(sold);
        }

        if (booking?.Status == BookingStatus.Pending)
        {
            var released = await GrainFactory.HomeOf(id.Hold).Release(ReleaseHold.ByOperator(id.Hold));
            if (released.Refusal?.Code == RefusalCode.AlreadyBooked && (await GrainFactory.HomeOf(id.Hold).Get(id.Hold)).Hold is { Status: HoldStatus.Confirmed } confirmed)
            {
                booking = await grain.Open(confirmed);
            }
        }

        if (booking is { Status: BookingStatus.Pending or BookingStatus.Confirmed })
        {
            booking = (await grain.Cancel(new CancelBooking { By = _job.Value.By, Why = _job.Value.Why })).Booking;
        }

        if (booking is not { Status: BookingStatus.Cancelled } || booking.CancelledAt < _job.Value.StartedAt)
        {
            return null;
        }

        if (booking.ConfirmedAt is not null)
        {
            await GrainFactory.HomeOf(booking.Places).Return(BookingId.Of(booking.Places));
        }

        return booking;
    }

    private CancellationView View()
    {
        var job = _job.Value;
        return new CancellationView
        {
            EventId = job.EventId,
            By = job.By,
            Why = job.Why,
            StartedAt = job.StartedAt,
            FinishedAt = job.FinishedAt,
            LookedAt = job.Position,
            Total = Math.Max(_total, job.Position),
            Cancelled = job.Cancelled,
            RefundedMinor = job.RefundedMinor,
            Currency = job.Currency,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cancelling the bookings of event {Event} was interrupted; it goes on within a minute")]
    private partial void LogInterrupted(Exception exception, EventId @event);
}
