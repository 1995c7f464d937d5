using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>What a page had when it was opened for the <paramref name="Opened"/>th time.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.opened-waitlist-page")]
public sealed record OpenedWaitlistPage([property: Id(0)] int Opened, [property: Id(1)] ImmutableArray<WaitlistEntry> Entries);

/// <summary>The entry after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-answer")]
public sealed record WaitlistAnswer(
    [property: Id(0)] WaitlistView? Entry,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static WaitlistAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}

/// <summary>A party that waits for places of an event, as the waitlist keeps it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-entry")]
public sealed record WaitlistEntry
{
    [Id(0)]
    public WaitlistEntryId Id { get; init; }

    /// <summary>Names the request that joined, and is the secret from which the ids of its offers are derived.</summary>
    [Id(1)]
    public UInt128 Request { get; init; }

    [Id(2)]
    public string Customer { get; init; } = "";

    [Id(3)]
    public int Quantity { get; init; }

    /// <summary>Null: any section.</summary>
    [Id(4)]
    public string? SectionId { get; init; }

    [Id(5)]
    public int Priority { get; init; }

    [Id(6)]
    public WaitlistStatus Status { get; init; }

    /// <summary>Counts the changes of the entry, from 1.</summary>
    [Id(7)]
    public long Version { get; init; }

    [Id(8)]
    public DateTimeOffset JoinedAt { get; init; }

    [Id(9)]
    public DateTimeOffset UpdatedAt { get; init; }

    [Id(10)]
    public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>When the offer ends.</summary>
    [Id(11)]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Id(12)]
    public DateTimeOffset? BookedAt { get; init; }

    /// <summary>The number of the latest offer, from 1. Each number is used for one hold.</summary>
    [Id(13)]
    public int Offers { get; init; }

    /// <summary>The latest offer is being made, and its outcome is not known.</summary>
    [Id(14)]
    public WaitlistIntent? Offering { get; init; }

    /// <summary>How often others were let past while this was the first that did not fit.</summary>
    [Id(15)]
    public int Passed { get; init; }

    /// <summary>Until then what is freed is kept for it; after that its turn of keeping is over. Null: it had none yet.</summary>
    [Id(16)]
    public DateTimeOffset? KeepUntil { get; init; }

    [Id(17)]
    public ImmutableArray<WaitlistStep> Steps { get; init; } = [];

    public bool IsActive => Status is WaitlistStatus.Pending or WaitlistStatus.Notified;
}

/// <summary>An offer that is being made: where its places are asked for. Written before anybody is asked, so that it is brought to an end.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-intent")]
public sealed record WaitlistIntent(
    [property: Id(0)] string SectionId,
    [property: Id(1)] ImmutableArray<int> Blocks);

/// <summary>Entries in the order of joining, and the number from which to go on (null: there are no more).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-list")]
public sealed record WaitlistList(
    [property: Id(0)] ImmutableArray<WaitlistView> Entries,
    [property: Id(1)] int? Next);

/// <summary>Where an entry is in its life. Numbers are stored: never reuse one.</summary>
public enum WaitlistStatus
{
    /// <summary>In the line.</summary>
    Pending = 0,

    /// <summary>Places are held for it, until a stated time.</summary>
    Notified = 1,

    /// <summary>A booking was opened over the places.</summary>
    Booked = 2,

    /// <summary>The offer was not taken in time, or the sale is over.</summary>
    Expired = 3,
    Cancelled = 4,
}

/// <summary>One transition of an entry: what it became, when, by whom and why.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-step")]
public sealed record WaitlistStep(
    [property: Id(0)] WaitlistStatus Status,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string By,
    [property: Id(3)] string? Why);

/// <summary>An entry, and where it stands.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-view")]
public sealed record WaitlistView([property: Id(0)] WaitlistEntry Entry)
{
    /// <summary>The hold that keeps the offered places. Null: there was no offer.</summary>
    [Id(1)]
    public HoldId? Hold { get; init; }

    /// <summary>From 1 at the head of the line. Null when it does not wait.</summary>
    [Id(2)]
    public int? Position { get; init; }

    /// <summary>How long it may take, as things went lately. Null: nobody can tell.</summary>
    [Id(3)]
    public TimeSpan? Estimate { get; init; }
}
