using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Webhooks;

/// <summary>A secret that signs until a time.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.webhook-secret")]
public sealed record WebhookSecret
{
    [Id(0)]
    public byte[] Bytes { get; init; } = [];

    [Id(1)]
    public DateTimeOffset Until { get; init; }

    public override string ToString() => nameof(WebhookSecret);
}
