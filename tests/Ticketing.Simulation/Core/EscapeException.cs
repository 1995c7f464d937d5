namespace Ticketing.Simulation;

/// <summary>Code left the simulation: it ran on another thread, or would not be the same in a replay.</summary>
public sealed class EscapeException(string message) : Exception(message);
