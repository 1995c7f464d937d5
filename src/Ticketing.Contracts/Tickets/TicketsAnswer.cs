using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Tickets;

/// <summary>The tickets in the order of their places, or the refusal.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.tickets-answer")]
public sealed record TicketsAnswer(
    [property: Id(0)] ImmutableArray<TicketView> Tickets,
    [property: Id(1)] Refusal? Refusal = null)
{
    public static TicketsAnswer Refused(RefusalCode code) => new([], new Refusal(code));
}
