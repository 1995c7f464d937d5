namespace Orleans.Simulation;

/// <summary>What Orleans' options say, as far as the simulation heeds it.</summary>
public sealed record SimulatedSiloOptions
{
    /// <summary>How long a call waits for its answer, unless its method says otherwise.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation without calls stays in memory.</summary>
    public TimeSpan CollectionAge { get; init; } = TimeSpan.FromMinutes(15);

    public TimeSpan MinimumReminderPeriod { get; init; } = TimeSpan.FromMinutes(1);
}
