using System.Collections.Immutable;
using Orleans;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>What a booking says of one of its tickets.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.standing")]
public sealed record Standing
{
    /// <summary>False: there is no such ticket.</summary>
    [Id(0)]
    public bool IsKnown { get; init; }

    /// <summary>When the booking was cancelled or refunded. Null: it is good.</summary>
    [Id(1)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The revision whose code counts.</summary>
    [Id(2)]
    public int Revision { get; init; } = 1;

    /// <summary>Since when it counts. Null: it is the first.</summary>
    [Id(3)]
    public DateTimeOffset? RevisedAt { get; init; }

    /// <summary>The revisions before it, but the first. What an older build kept has none.</summary>
    [Id(4)]
    public ImmutableArray<TicketRevision> Former { get; init; } = [];

    /// <summary>When a revision's code stopped to count: when the first came that was made out after it. Null: it counts.</summary>
    public DateTimeOffset? CodeEndedAt(int revision) => revision >= Revision
        ? null
        : Former.Where(known => known.Revision > revision).MinBy(static known => known.Revision)?.At ?? RevisedAt;
}
