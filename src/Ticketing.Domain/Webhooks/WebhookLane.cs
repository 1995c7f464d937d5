using System.Collections.Immutable;
using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Webhooks;

/// <summary>Events of one subject that wait: the first could not be delivered, the others come after it.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.webhook-lane")]
public sealed record WebhookLane
{
    [Id(0)]
    public string Subject { get; init; } = "";

    /// <summary>Where they stand in the feed, in order.</summary>
    [Id(1)]
    public ImmutableArray<long> Positions { get; init; } = [];

    /// <summary>How often the first was tried.</summary>
    [Id(2)]
    public int Attempts { get; init; }

    /// <summary>When it is tried again.</summary>
    [Id(3)]
    public DateTimeOffset NextAt { get; init; }
}
