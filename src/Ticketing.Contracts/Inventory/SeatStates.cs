using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Inventory;

/// <summary>The states of a block's seats, row by row, seat by seat; fewer than there are seats: the rest was never touched.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.seat-states")]
public sealed record SeatStates(
    [property: Id(0)] ImmutableArray<SeatStatus> Seats,
    [property: Id(1)] long Revision = 0);
