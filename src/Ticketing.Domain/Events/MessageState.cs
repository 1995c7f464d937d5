using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>A message to those who have booked an event, and how far its letters are.</summary>
[GenerateSerializer, Alias("ticketing.message-state")]
public sealed class MessageState : ILetterWalk
{
    /// <summary>Null: it never began.</summary>
    [Id(0)]
    public EventMessage? Message { get; set; }

    [Id(1)]
    public DateTimeOffset? FinishedAt { get; set; }

    [Id(2)]
    public long Position { get; set; }

    [Id(3)]
    public long Told { get; set; }

    [Id(4)]
    public long GivenUp { get; set; }

    [Id(5)]
    public long NoAddress { get; set; }

    [Id(6)]
    public List<OwedNotice> Owed { get; set; } = [];

    public bool IsRunning => Message is not null && FinishedAt is null;

    EventId ILetterWalk.EventId => Message!.EventId;

    object? ILetterWalk.Cause => Message;

    DateTimeOffset ILetterWalk.LastsUntil => Message!.At + EventMove.Window;
}

/// <summary>The messages of an event, in order.</summary>
[GenerateSerializer, Alias("ticketing.messages-state")]
public sealed class MessagesState
{
    /// <summary>The first has number 1.</summary>
    [Id(0)]
    public List<KnownMessage> Messages { get; set; } = [];
}

/// <summary>Which message it is, and when it was sent.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.known-message")]
public sealed record KnownMessage(
    [property: Id(0)] Guid MessageId,
    [property: Id(1)] DateTimeOffset At);

/// <summary>How many messages an event may have, so that a mistake does not fill mailboxes.</summary>
public static class MessageRules
{
    /// <summary>In any 24 hours.</summary>
    public const int MostADay = 5;

    /// <summary>In all: a booking has a mark for each.</summary>
    public const int Most = 64;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Null: one more may be sent.</summary>
    public static Refusal? WhyNotSend(MessagesState state, DateTimeOffset now) =>
        state.Messages.Count >= Most ? new Refusal(RefusalCode.TooManyMessages, FormattableString.Invariant($"The event has {Most} messages, and can have no more."))
        : state.Messages.Count >= MostADay && state.Messages[^MostADay].At + Day is var next && next > now
            ? new Refusal(RefusalCode.TooManyMessages, FormattableString.Invariant($"An event may have {MostADay} messages in 24 hours. The next one may be sent from {next.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} on."))
        : null;
}
