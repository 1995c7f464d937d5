using Orleans;

namespace Ticketing.Inventory;

/// <summary>A unit's places now, what ever happened to them, and when it next wants to be swept.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.unit-counts")]
public readonly record struct UnitCounts
{
    /// <summary>Grows with every change of the unit, so that a late answer is told from a newer one.</summary>
    [Id(0)]
    public long Revision { get; init; }

    [Id(1)]
    public BlockCounts Places { get; init; }

    /// <summary>Bookings that the unit still has to hand over; one more while it has something to tell to those who follow holds.</summary>
    [Id(2)]
    public int Undelivered { get; init; }

    /// <summary>The earliest moment at which a sweep has something to do, in Unix milliseconds. 0: none.</summary>
    [Id(3)]
    public long NextSweepMs { get; init; }
}
