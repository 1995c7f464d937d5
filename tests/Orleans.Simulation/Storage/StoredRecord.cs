namespace Orleans.Simulation;

/// <summary>What the store keeps under a key. A version is never used twice, so an ETag of a deleted record fits no later one.</summary>
public readonly record struct StoredRecord(ReadOnlyMemory<byte> Value, long Version);
