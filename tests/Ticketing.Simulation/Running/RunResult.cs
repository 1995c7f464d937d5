using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>What a run came to.</summary>
public sealed record RunResult
{
    public required ulong Seed { get; init; }

    /// <summary>The hash over everything that happened: the same seed has the same.</summary>
    public required ulong Trace { get; init; }

    public required TownFaults Faults { get; init; }

    public required FaultCounts Counts { get; init; }

    public required IReadOnlyList<Violation> Violations { get; init; }

    public required TimeSpan SimulatedTime { get; init; }

    public required long Steps { get; init; }

    /// <summary>Calls to grains.</summary>
    public required long Calls { get; init; }

    public required long Acknowledged { get; init; }

    public IReadOnlyList<string> Story { get; init; } = [];
}
