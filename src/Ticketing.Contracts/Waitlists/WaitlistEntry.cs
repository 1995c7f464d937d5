using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Waitlists;

/// <summary>A party that waits for places of an event, as the waitlist keeps it.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.waitlist-entry")]
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

    [NotPersisted]
    public bool IsActive => Status is WaitlistStatus.Pending or WaitlistStatus.Notified;
}
