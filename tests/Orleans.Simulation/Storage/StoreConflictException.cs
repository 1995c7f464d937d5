namespace Orleans.Simulation;

/// <summary>A write named another version than the one that is stored. Zero: nothing is stored.</summary>
public sealed class StoreConflictException(long actualVersion) : Exception($"Version {actualVersion} is stored.")
{
    public long ActualVersion { get; } = actualVersion;
}
