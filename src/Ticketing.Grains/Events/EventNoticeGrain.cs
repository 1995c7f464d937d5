using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>
/// Goes through the index of bookings and has their letters sent, some at a time, with one write for all that came of them. Whatever
/// ends a round before that, the next one does again: a booking whose letters were sent says so. Reentrant, so that it answers while
/// it works; no decision spans an await.
/// </summary>
[Reentrant, GrainType("ticketing.event-notice")]
public sealed partial class EventNoticeGrain : SparseGrain, IEventNoticeGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private const int BatchSize = 32;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    /// <summary>A change that is expected is written by then, or never.</summary>
    private static readonly TimeSpan Expectation = TimeSpan.FromMinutes(5);

    private readonly Durable<NoticeState> _notice;
    private readonly FinalizationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EventNoticeGrain> _log;
    private readonly BackgroundRounds _rounds;
    private DateTimeOffset? _expectedAt;
    private long _total;

    public EventNoticeGrain(
        [PersistentState("notice")] IPersistentState<NoticeState> state, FinalizationOptions options, TimeProvider time, ILogger<EventNoticeGrain> log)
    {
        _notice = new Durable<NoticeState>(state, this);
        _options = options;
        _time = time;
        _log = log;
        _rounds = new BackgroundRounds(this, time, GoOn, () => _notice.IsOver, LogRoundFailed);
    }

    protected override bool IsEmpty => _notice.IsNothing && _expectedAt is null;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_notice.Value.IsRunning)
        {
            _rounds.Wake(TimeSpan.Zero);
        }

        return base.OnActivateAsync(cancellationToken);
    }

    public Task Expect()
    {
        _expectedAt = Now;
        return this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
    }

    public async Task Begin()
    {
        if (await Event.Get() is not { } view)
        {
            return;
        }

        if (NoticeDecisions.Begin(_notice.Value, view, Now))
        {
            await _notice.Changed();
            _rounds.Wake(TimeSpan.Zero);
        }

        await _notice.Settled();
    }

    public async Task<NoticeView?> Get()
    {
        var view = View();
        await _notice.Settled();
        return view;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await Begin();
        if (_notice.Value.IsRunning)
        {
            _rounds.Wake(TimeSpan.Zero);
        }
        else if (_expectedAt is null || Now - _expectedAt >= Expectation)
        {
            _expectedAt = null;
            await this.EndReminder(ReminderName, _notice, forget: false);
        }
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private IEventGrain Event => GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString());

    private IBookingIndexGrain Index => GrainFactory.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);

    private async Task<TimeSpan?> GoOn(CancellationToken cancellationToken)
    {
        if (!_notice.Value.IsRunning)
        {
            return null;
        }

        var move = _notice.Value.Move!;
        var due = NoticeDecisions.Due(_notice.Value, Now, BatchSize);
        var (fresh, position) = await NextRows(Math.Min(NoticeDecisions.Room(_notice.Value), BatchSize - due.Count));
        var answers = await Tell([.. due, .. fresh], move, cancellationToken);
        if (cancellationToken.IsCancellationRequested || _notice.Value.Move != move)
        {
            // What came of it belongs to a change that is told no more.
            return _notice.Value.IsRunning ? Soon : null;
        }

        foreach (var (owed, answer) in answers)
        {
            NoticeDecisions.Settle(_notice.Value, owed, answer, _options, Now);
        }

        _notice.Value.Position = position;
        var next = NoticeDecisions.NextAt(_notice.Value, _total, Now);
        _notice.Value.FinishedAt = next is null ? Now : null;
        await _notice.Changed();
        return next is not { } at ? null : at > Now + Soon ? at - Now : Soon;
    }

    /// <summary>At most so many of the event's bookings from the position on, within one page, and where to go on after them.</summary>
    private async Task<(IReadOnlyList<OwedNotice> Fresh, long Position)> NextRows(int limit)
    {
        var (position, key) = (_notice.Value.Position, _notice.Value.EventId.Key);
        _total = await Index.Count();
        List<OwedNotice> fresh = [];
        if (limit > 0 && position < _total)
        {
            var (number, from) = Math.DivRem(position, IBookingIndexGrain.PageSize);
            foreach (var row in (await Index.Page((int)number)).Skip((int)from))
            {
                if (row.BookingId.Hold.EventKey == key)
                {
                    if (fresh.Count == limit)
                    {
                        break;
                    }

                    fresh.Add(new OwedNotice { BookingId = row.BookingId });
                }

                position++;
            }
        }

        return (fresh, position);
    }

    /// <summary>Several at a time; each worker has a number.</summary>
    private async Task<IReadOnlyList<(OwedNotice Owed, NoticeAnswer? Answer)>> Tell(IReadOnlyCollection<OwedNotice> bookings, EventMove move, CancellationToken cancellationToken)
    {
        var waiting = new Queue<OwedNotice>(bookings);
        List<(OwedNotice, NoticeAnswer?)> answers = [];
        await Task.WhenAll(Enumerable.Range(0, Math.Min(_options.Concurrency, bookings.Count)).Select(TellSome));
        return answers;

        async Task TellSome(int worker)
        {
            while (!cancellationToken.IsCancellationRequested && waiting.TryDequeue(out var owed))
            {
                answers.Add((owed, await Tell(owed, move, worker)));
            }
        }
    }

    /// <summary>Null: the booking is pending.</summary>
    private async Task<NoticeAnswer?> Tell(OwedNotice owed, EventMove move, int worker)
    {
        if (_options.MailAttempts == 0)
        {
            return new NoticeAnswer(LetterResult.NotWanted, []);
        }

        try
        {
            return await GrainFactory.GetGrain<ITicketMailerGrain>(worker.ToString(CultureInfo.InvariantCulture)).Tell(owed.BookingId, move, owed.Sent);
        }
        catch (Exception e) when (!_notice.IsOver)
        {
            LogLetterFailed(e, owed.BookingId);
            return new NoticeAnswer(LetterResult.Unavailable, owed.Sent);
        }
    }

    private NoticeView? View() => _notice.Value is not { Move: { } move } notice ? null : new NoticeView
    {
        EventId = notice.EventId,
        Version = move.Version,
        StartedAt = notice.StartedAt,
        FinishedAt = notice.FinishedAt,
        LookedAt = notice.Position,
        Total = Math.Max(_total, notice.Position),
        Told = notice.Told,
        Waiting = notice.Owed.Count,
        GivenUp = notice.GivenUp,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telling those who have booked of a change of their event was interrupted; it goes on soon")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The buyer of booking {Booking} could not be told of a change of the event; trying again")]
    private partial void LogLetterFailed(Exception exception, BookingId booking);
}
