using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Doors;

/// <summary>A code was read at a gate: may its bearer in? Asked again with the same <see cref="ScanId"/> it is the same scan.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.scan-ticket")]
public sealed record ScanTicket
{
    [Id(0)]
    public required string Code { get; init; }

    [Id(1)]
    public required Guid ScanId { get; init; }

    [Id(2)]
    public required string Gate { get; init; }

    [Id(3)]
    public required string By { get; init; }

    /// <summary>The event that the gate serves. Null: the one that the code names.</summary>
    [Id(4)]
    public EventId? Served { get; init; }

    /// <summary>When the gate let somebody in by itself. Null: it asks now.</summary>
    [Id(5)]
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>What the gate's clock said when it reported; with <see cref="ReadAt"/> only.</summary>
    [Id(6)]
    public DateTimeOffset? SentAt { get; init; }
}
