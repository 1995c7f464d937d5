using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Who comes to the door, drawn by the seed. In some runs nobody does.</summary>
public sealed record DoorOptions
{
    public int Gates { get; init; }

    /// <summary>How many come to one gate.</summary>
    public int Visits { get; init; }

    /// <summary>The longest pause between two of them.</summary>
    public TimeSpan Think { get; init; }

    /// <summary>The share of time that gates have no network.</summary>
    public double Offline { get; init; }

    /// <summary>How far the clock of a gate is off at most.</summary>
    public TimeSpan Skew { get; init; }

    public static DoorOptions Draw(Chance chance) => new()
    {
        Gates = chance.Hits(0.5) ? chance.Between(1, 3) : 0,
        Visits = chance.Between(3, 10),
        Think = TimeSpan.FromSeconds(chance.Of([10, 40, 120])),
        Offline = chance.Of([0.0, 0.3, 0.6]),
        Skew = TimeSpan.FromSeconds(chance.Of([0, 20])),
    };
}
