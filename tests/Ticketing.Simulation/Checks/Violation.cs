namespace Ticketing.Simulation;

/// <summary>A promise that was broken: which one, and what was seen.</summary>
public sealed record Violation(string Invariant, string What)
{
    public override string ToString() => $"{Invariant}: {What}";
}
