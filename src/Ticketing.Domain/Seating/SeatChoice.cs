using System.Collections.Immutable;

namespace Ticketing.Seating;

/// <summary>Seats that were chosen, ascending, and how many groups of seats side by side they form.</summary>
public readonly record struct SeatChoice(ImmutableArray<int> Seats, int Groups);
