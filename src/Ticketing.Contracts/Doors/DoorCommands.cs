using Orleans;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>A ticket's code was read at a gate.</summary>
/// <param name="Id">Drawn by the gate: the same scan reported twice is one.</param>
/// <param name="At">When it was read, by the gate's clock where it was offline.</param>
/// <param name="Gate">Where.</param>
/// <param name="By">The subject of whoever scanned.</param>
/// <param name="IsOffline">Somebody was let in without asking, and it is reported afterwards.</param>
/// <param name="IsTyped">No code was read: somebody typed which ticket it is, which proves less.</param>
[GenerateSerializer, Immutable, Alias("ticketing.scan")]
public sealed record Scan(
    [property: Id(0)] Guid Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Gate,
    [property: Id(3)] string By,
    [property: Id(4)] bool IsOffline = false,
    [property: Id(5)] bool IsTyped = false);

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

    /// <summary>When the event's tickets are good as it is now, which may be another time than when the code was made out. Null: as the code says.</summary>
    [Id(7)]
    public TicketWindow? Window { get; init; }

    /// <summary>What the ticket says that somebody named instead of showing its code. Null: the code says it.</summary>
    [Id(8)]
    public TicketClaims? Typed { get; init; }
}

/// <summary>Takes back an admission that was a mistake. It names the scan, so that a late repeat undoes no later one.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.undo-admission")]
public sealed record UndoAdmission(
    [property: Id(0)] TicketId Ticket,
    [property: Id(1)] Guid ScanId);
