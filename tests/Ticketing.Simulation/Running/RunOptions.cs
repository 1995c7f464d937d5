namespace Ticketing.Simulation;

/// <summary>One run: all of it follows from this.</summary>
public sealed record RunOptions(ulong Seed)
{
    /// <summary>Two silos over one shared store, instead of one over a journal.</summary>
    public bool Cluster { get; init; } = Seed % 4 == 3;

    /// <summary>What goes wrong. Null: the seed draws it.</summary>
    public FaultOptions? Faults { get; init; }

    /// <summary>Keep the story of the run.</summary>
    public bool Record { get; init; }
}
