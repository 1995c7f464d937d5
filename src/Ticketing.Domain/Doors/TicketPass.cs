using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Doors;

/// <summary>What the door knows of a ticket.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.ticket-pass")]
public sealed record TicketPass
{
    [Id(0)]
    public BookingId Booking { get; init; }

    [Id(1)]
    public int Place { get; init; }

    /// <summary>The scan that let somebody in. Null: nobody is in.</summary>
    [Id(2)]
    public Scan? Admission { get; init; }

    /// <summary>The admission that was undone last.</summary>
    [Id(3)]
    public Scan? Undone { get; init; }

    /// <summary>Scans that were reported up to then let nobody in any more.</summary>
    [Id(4)]
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>The scan that last let somebody in although it does not count: a conflict, until the admission is undone.</summary>
    [Id(5)]
    public Scan? Other { get; init; }
}
