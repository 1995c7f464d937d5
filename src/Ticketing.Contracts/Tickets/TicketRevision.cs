using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Tickets;

/// <summary>A ticket of a booking that was made out anew: codes of lower revisions count no more.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.ticket-revision")]
public sealed record TicketRevision(
    [property: Id(0)] int Place,
    [property: Id(1)] int Revision,
    [property: Id(2)] DateTimeOffset At);
