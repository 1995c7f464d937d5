using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Finalization;

/// <summary>A letter that is on its way, and the tickets in it. What was made out anew or exchanged since was not sent.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.sent-letter")]
public sealed record SentLetter
{
    [Id(0)]
    public ImmutableArray<TicketRevision> Tickets { get; init; } = [];

    /// <summary>The hold whose places the tickets are for.</summary>
    [Id(1)]
    public HoldId Places { get; init; }

    /// <summary>It is the booking's own, to who booked.</summary>
    [Id(2)]
    public bool IsOwn { get; init; }
}
