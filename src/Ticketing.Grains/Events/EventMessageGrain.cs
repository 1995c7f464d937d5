using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Finalization;

namespace Ticketing.Events;

/// <summary>Has a message sent to those who have booked.</summary>
[Reentrant, GrainType("ticketing.event-message")]
public sealed class EventMessageGrain : BuyerLettersGrain, IEventMessageGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly Durable<MessageState> _message;

    public EventMessageGrain(
        [PersistentState("message")] IPersistentState<MessageState> state, FinalizationOptions options, TimeProvider time, ILogger<EventMessageGrain> log)
        : base(options, time, log) => _message = new Durable<MessageState>(state, this);

    protected override bool IsEmpty => _message.IsNothing;

    protected override ILetterWalk Walk => _message.Value;

    protected override bool IsOver => _message.IsOver;

    public async Task<EventMessageView> Begin(EventMessage message)
    {
        if (_message.Value.Message is null)
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
            _message.Value.Message ??= message;
        }

        await _message.Changed();
        Wake();
        return View()!;
    }

    public async Task<EventMessageView?> Get()
    {
        var view = View();
        await _message.Settled();
        return view;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_message.Value.IsRunning)
        {
            Wake();
        }
        else
        {
            await this.EndReminder(ReminderName, _message, forget: false);
        }
    }

    protected override Task Save() => _message.Changed();

    protected override Task<NoticeAnswer?> Send(string mailer, OwedNotice owed, object cause) =>
        GrainFactory.GetGrain<ITicketMailerGrain>(mailer).SendMessage(owed.BookingId, (EventMessage)cause, owed.Sent);

    private EventMessageView? View() => _message.Value is not { Message: { } message } state ? null : new EventMessageView
    {
        Message = message,
        FinishedAt = state.FinishedAt,
        LookedAt = state.Position,
        Total = Math.Max(Total, state.Position),
        Sent = state.Told,
        Waiting = state.Owed.Count,
        NoAddress = state.NoAddress,
        Refused = state.GivenUp,
    };
}
