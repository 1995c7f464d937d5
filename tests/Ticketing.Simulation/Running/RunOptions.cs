namespace Ticketing.Simulation;

/// <summary>One run: all of it follows from this.</summary>
public sealed record RunOptions(ulong Seed)
{
    /// <summary>Two silos over a store beyond the network, instead of one with a store in its process.</summary>
    public bool Cluster { get; init; } = Seed % 2 == 1;

    /// <summary>What goes wrong. Null: the seed draws it.</summary>
    public TownFaults? Faults { get; init; }

    /// <summary>Keep the story of the run.</summary>
    public bool Record { get; init; }
}
