using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Idempotency;

/// <summary>An HTTP answer as it was first given.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.stored-answer")]
public sealed record StoredAnswer
{
    [Id(0)]
    public int Status { get; init; }

    [Id(1)]
    public string ContentType { get; init; } = "";

    [Id(2)]
    public byte[] Body { get; init; } = [];

    [Id(3)]
    public string? Location { get; init; }

    [Id(4)]
    public string? ETag { get; init; }
}
