using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Doors;

/// <summary>Codes that count no more.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.revocation")]
public sealed record Revocation
{
    [Id(0)]
    public BookingId Booking { get; init; }

    /// <summary>The ticket's place within its booking. 0: all of them.</summary>
    [Id(1)]
    public int Place { get; init; }

    /// <summary>Codes of lower revisions count no more. 0: none does.</summary>
    [Id(2)]
    public int BelowRevision { get; init; }

    [Id(3)]
    public DateTimeOffset At { get; init; }
}
