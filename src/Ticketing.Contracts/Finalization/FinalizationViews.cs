using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Finalization;

/// <summary>What was tried as often as is allowed, and waits for an admin.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.dead-letter")]
public sealed record DeadLetter
{
    /// <summary>Counts them, from 1.</summary>
    [Id(0)]
    public long Number { get; init; }

    [Id(1)]
    public BookingId BookingId { get; init; }

    [Id(2)]
    public FinalizationStep Step { get; init; }

    [Id(3)]
    public int Attempts { get; init; }

    /// <summary>When it was tried first.</summary>
    [Id(4)]
    public DateTimeOffset Since { get; init; }

    /// <summary>When it was given up.</summary>
    [Id(5)]
    public DateTimeOffset At { get; init; }

    /// <summary>What went wrong in the last attempt. Never what is personal.</summary>
    [Id(6)]
    public string Error { get; init; } = "";
}

/// <summary>Dead letters, the youngest first; null: there are no more.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.dead-letter-page")]
public sealed record DeadLetterPage(
    [property: Id(0)] ImmutableArray<DeadLetter> Items,
    [property: Id(1)] long? Next);

/// <summary>What is done for a confirmed booking, one after the other.</summary>
public enum FinalizationStep
{
    /// <summary>Its tickets are made out, and it says so.</summary>
    Tickets,

    /// <summary>They are mailed.</summary>
    Letter,
}

/// <summary>How far tickets are made out and mailed.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.finalization-view")]
public sealed record FinalizationView
{
    /// <summary>Bookings that were not looked at yet or are to be tried again: at most so many wait for their tickets.</summary>
    [Id(0)]
    public long Pending { get; init; }

    /// <summary>How many of them failed at least once.</summary>
    [Id(1)]
    public int Retrying { get; init; }

    /// <summary>Bookings whose tickets were made out.</summary>
    [Id(2)]
    public long Finalized { get; init; }

    /// <summary>Since when the oldest of the pending waits.</summary>
    [Id(3)]
    public DateTimeOffset? OldestPendingAt { get; init; }

    /// <summary>Dead letters that an admin may have retried, of both steps.</summary>
    [Id(4)]
    public int Dead { get; init; }

    [Id(5)]
    public int LettersPending { get; init; }

    [Id(6)]
    public long LettersSent { get; init; }

    /// <summary>Letters that were given up, also those whose dead letter found no room, and those to an address that was sent as many as one is.</summary>
    [Id(7)]
    public long LettersGivenUp { get; init; }

    /// <summary>Letters that are in a folder, since there is no mail server.</summary>
    [Id(8)]
    public long LettersKept { get; init; }
}

/// <summary>What became of the letter with a booking's tickets.</summary>
public enum LetterResult
{
    Sent,

    /// <summary>There is nothing to be sent, or nobody to send it to.</summary>
    NotWanted,

    /// <summary>The server does not take it for this address.</summary>
    Refused,

    /// <summary>Not now.</summary>
    Unavailable,

    /// <summary>There is no server: it is in a folder.</summary>
    Kept,

    /// <summary>Its address was sent as many as one is.</summary>
    TooMany,

    /// <summary>Nobody knows where to.</summary>
    NoAddress,
}

/// <summary>What became of the letters that tell of a change of an event, or of a message of its staff.</summary>
/// <param name="Result">Of all of them; <see cref="LetterResult.Unavailable"/> where some are to be tried again.</param>
/// <param name="Told">Whose letters were sent, now or before: the first place of each.</param>
[GenerateSerializer, Immutable, Alias("ticketing.notice-answer")]
public sealed record NoticeAnswer(
    [property: Id(0)] LetterResult Result,
    [property: Id(1)] ImmutableArray<int> Told);

/// <summary>A letter that is on its way, and the tickets in it. What was made out anew or exchanged since was not sent.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.sent-letter")]
public sealed record SentLetter
{
    [Id(0)]
    public ImmutableArray<TicketRevision> Tickets { get; init; } = [];

    /// <summary>The hold whose places the tickets are for.</summary>
    [Id(1)]
    public HoldId Places { get; init; }

    /// <summary>It is the booking's own, to who booked.</summary>
    [Id(2)]
    public bool IsOwn { get; init; }

    /// <summary>It has no tickets, and says that the booking is cancelled.</summary>
    [Id(3)]
    public bool IsFarewell { get; init; }

    /// <summary>It told of the event's change to this version. 0: it did not.</summary>
    [Id(4)]
    public long NoticeVersion { get; init; }

    /// <summary>The mark of the message that it was. 0: it was none.</summary>
    [Id(5)]
    public ulong Message { get; init; }
}
