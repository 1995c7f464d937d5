using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Finalization;

namespace Ticketing.Events;

/// <summary>Has those who have booked told of a change of their event.</summary>
[Reentrant, GrainType("ticketing.event-notice")]
public sealed class EventNoticeGrain : BuyerLettersGrain, IEventNoticeGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    /// <summary>A change that is expected is written by then, or never.</summary>
    private static readonly TimeSpan Expectation = TimeSpan.FromMinutes(5);

    private readonly Durable<NoticeState> _notice;
    private DateTimeOffset? _expectedAt;

    public EventNoticeGrain(
        [PersistentState("notice")] IPersistentState<NoticeState> state, FinalizationOptions options, TimeProvider time, ILogger<EventNoticeGrain> log)
        : base(options, time, log) => _notice = new Durable<NoticeState>(state, this);

    protected override bool IsEmpty => _notice.IsNothing && _expectedAt is null;

    protected override ILetterWalk Walk => _notice.Value;

    protected override bool IsOver => _notice.IsOver;

    public Task Expect()
    {
        _expectedAt = Now;
        return this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
    }

    public async Task Begin(long version)
    {
        var view = await GrainFactory.GetGrain<IEventGrain>(this.GetPrimaryKeyString()).Get();
        if ((view?.Version ?? 0) < version)
        {
            // An activation of the event that another one came after: it would have this end with nothing to be told.
            throw new OutcomeUnknownException("The event that answered is behind the one that was changed. Repeat the request.");
        }

        if (view is null)
        {
            return;
        }

        if (NoticeDecisions.Begin(_notice.Value, view, Now))
        {
            await _notice.Changed();
            Wake();
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
        await Begin(version: 0);
        if (_notice.Value.IsRunning)
        {
            Wake();
        }
        else if (_expectedAt is null || Now - _expectedAt >= Expectation)
        {
            _expectedAt = null;
            await this.EndReminder(ReminderName, _notice, forget: false);
        }
    }

    protected override Task Save() => _notice.Changed();

    protected override Task<NoticeAnswer?> Send(string mailer, OwedNotice owed, object cause) =>
        GrainFactory.GetGrain<ITicketMailerGrain>(mailer).SendNotice(owed.BookingId, (EventMove)cause, owed.Sent);

    private NoticeView? View() => _notice.Value is not { Move: { } move } notice ? null : new NoticeView
    {
        EventId = notice.EventId,
        Version = move.Version,
        StartedAt = notice.StartedAt,
        FinishedAt = notice.FinishedAt,
        LookedAt = notice.Position,
        Total = Math.Max(Total, notice.Position),
        Told = notice.Told,
        Waiting = notice.Owed.Count,
        GivenUp = notice.GivenUp,
    };
}
