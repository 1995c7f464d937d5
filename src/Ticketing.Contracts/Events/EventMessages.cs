using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>What staff write to those who have booked an event.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-message")]
public sealed record EventMessage
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public Guid MessageId { get; init; }

    /// <summary>Counts the event's messages, from 1.</summary>
    [Id(2)]
    public int Number { get; init; }

    [Id(3)]
    public string Subject { get; init; } = "";

    /// <summary>Plain text; an empty line parts paragraphs.</summary>
    [Id(4)]
    public string Text { get; init; } = "";

    /// <summary>Where answers go. Null: to whoever the letters are from.</summary>
    [Id(5)]
    public string? ReplyTo { get; init; }

    /// <summary>Bookings of these sections alone. Empty: of all.</summary>
    [Id(6)]
    public ImmutableArray<string> Sections { get; init; } = [];

    [Id(7)]
    public string By { get; init; } = "";

    /// <summary>Who has a confirmed booking then is written to.</summary>
    [Id(8)]
    public DateTimeOffset At { get; init; }

    /// <summary>A booking's mark of it.</summary>
    public ulong Mark => 1UL << (Number - 1);

    /// <summary>Whether it is for somebody with places in these sections.</summary>
    public bool IsFor(IEnumerable<string> sections) => Sections.IsDefaultOrEmpty || sections.Any(section => Sections.Contains(section));
}

/// <summary>How far the letters of a message are.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-message-view")]
public sealed record EventMessageView
{
    [Id(0)]
    public EventMessage Message { get; init; } = new();

    /// <summary>Null while it goes on.</summary>
    [Id(1)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bookings of all events that were looked at, of <see cref="Total"/>.</summary>
    [Id(2)]
    public long LookedAt { get; init; }

    [Id(3)]
    public long Total { get; init; }

    /// <summary>Bookings whose letters were sent.</summary>
    [Id(4)]
    public long Sent { get; init; }

    /// <summary>Bookings whose letter is to be tried again.</summary>
    [Id(5)]
    public int Waiting { get; init; }

    /// <summary>Bookings without an address.</summary>
    [Id(6)]
    public long NoAddress { get; init; }

    /// <summary>Bookings whose letter was refused, or given up.</summary>
    [Id(7)]
    public long Refused { get; init; }
}

/// <summary>The message, or why it is not sent.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-message-answer")]
public sealed record EventMessageAnswer(
    [property: Id(0)] EventMessageView? Message,
    [property: Id(1)] Refusal? Refusal = null);

/// <summary>The messages of an event: gives them their numbers, and keeps to how many there may be. Keyed by <see cref="GrainKeys.Event"/>.</summary>
[Alias("ticketing.event-messages")]
public interface IEventMessagesGrain : IGrainWithStringKey
{
    /// <summary>Begins to send it. Again with the same id: nothing more is sent.</summary>
    /// <param name="message">All but its number and its time.</param>
    [Alias("send")]
    Task<EventMessageAnswer> Send(EventMessage message);

    /// <summary>The ids of all, in the order of their numbers.</summary>
    [Alias("list"), AlwaysInterleave]
    Task<ImmutableArray<Guid>> List();
}

/// <summary>One message, and its letters: they go on by themselves, through crashes, until all are sent or given up. Keyed by <see cref="GrainKeys.Message"/>.</summary>
[Alias("ticketing.event-message-grain")]
public interface IEventMessageGrain : IGrainWithStringKey
{
    /// <summary>Begins, unless it has.</summary>
    [Alias("begin")]
    Task<EventMessageView> Begin(EventMessage message);

    /// <summary>Null: it never began.</summary>
    [Alias("get")]
    Task<EventMessageView?> Get();
}

/// <summary>How many get a message.</summary>
/// <param name="Bookings">Confirmed bookings that it is for.</param>
/// <param name="Letters">Letters to addresses that are known: one for each who has tickets of a booking.</param>
/// <param name="NoAddress">Bookings of which no address is known.</param>
/// <param name="More">There are more that were not looked at.</param>
public sealed record EventMessageCount(long Bookings, long Letters, long NoAddress, bool More);

/// <summary>Messages to those who have booked.</summary>
public interface IEventMessageService
{
    /// <summary>How many would get it now.</summary>
    Task<EventMessageCount> CountAsync(EventMessage message);

    /// <summary>All of an event, the youngest first.</summary>
    Task<IReadOnlyList<EventMessageView>> ListAsync(EventId id);

    /// <summary>Null: there is none.</summary>
    Task<EventMessageView?> FindAsync(EventId id, Guid message);
}
