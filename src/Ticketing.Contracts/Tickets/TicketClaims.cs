using Orleans;

namespace Ticketing.Tickets;

/// <summary>What a ticket's code says.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-claims")]
public sealed record TicketClaims
{
    [Id(0)]
    public TicketId TicketId { get; init; }

    /// <summary>Counts how often the ticket was made out anew, from 1: of two codes of one ticket the higher one counts.</summary>
    [Id(1)]
    public int Revision { get; init; } = 1;

    /// <summary>The seat's name, or the section's id where places have no names.</summary>
    [Id(2)]
    public string Seat { get; init; } = "";

    /// <summary>In whole seconds.</summary>
    [Id(3)]
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>In whole seconds, exclusive. Null: without end.</summary>
    [Id(4)]
    public DateTimeOffset? ValidTo { get; init; }
}
