using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Webhooks;

/// <summary>What an admin decides about a subscription.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.webhook-spec")]
public sealed record WebhookSpec
{
    [Id(0)]
    public string Url { get; init; } = "";

    /// <summary>Types such as "booking.confirmed", or "booking.*" for all that begin so. None: every type but those of holds.</summary>
    [Id(1)]
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Null: every event on sale.</summary>
    [Id(2)]
    public EventId? EventId { get; init; }

    [Id(3)]
    public string? Description { get; init; }

    [Id(4)]
    public bool IsEnabled { get; init; } = true;
}
