using Orleans;

namespace Ticketing.Idempotency;

/// <summary>The answers of one day to one slice of the idempotency keys.</summary>
[GenerateSerializer, Alias("ticketing.idempotency-state")]
public sealed class IdempotencyState
{
    [Id(0)]
    public List<KeyRecord> Keys { get; set; } = [];
}

/// <summary>One key and its first answer.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.key-record")]
public sealed record KeyRecord
{
    [Id(0)]
    public UInt128 Key { get; init; }

    [Id(1)]
    public ulong Fingerprint { get; init; }

    [Id(2)]
    public StoredAnswer Answer { get; init; } = new();
}
