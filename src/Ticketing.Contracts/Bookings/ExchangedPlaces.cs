using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>What a booking had before an exchange, and the hold that it was exchanged for.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.exchanged-places")]
public sealed record ExchangedPlaces
{
    /// <summary>The hold whose places the booking got.</summary>
    [Id(0)]
    public HoldId Hold { get; init; }

    /// <summary>The section that it had places in before.</summary>
    [Id(1)]
    public string SectionId { get; init; } = "";

    /// <summary>The seats that it had before. Empty for general admission.</summary>
    [Id(2)]
    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>What those places cost, in minor units.</summary>
    [Id(3)]
    public long PriceMinor { get; init; }

    /// <summary>All that had been charged for the booking by then, in minor units.</summary>
    [Id(4)]
    public long AmountMinor { get; init; }
}
