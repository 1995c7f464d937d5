namespace Orleans.Simulation;

/// <summary>What a piece of work belongs to: a process, which may die, or the world, which does not. Nothing of an ended life runs.</summary>
public sealed class Life
{
    public bool IsOver { get; private set; }

    /// <summary>Nothing of it runs before this moment of the loop.</summary>
    public long StalledUntil { get; set; }

    public void End() => IsOver = true;
}
