namespace Orleans.Simulation;

/// <summary>Code left the simulation: it ran on another thread, so a replay would not be the same.</summary>
public sealed class EscapeException(string message) : Exception(message);
