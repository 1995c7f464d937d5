using System.Diagnostics.Metrics;

namespace Ticketing.Storage.Sqlite;

/// <summary>What a store may take of memory, disk and time.</summary>
public sealed record SqliteStoreOptions(string Path)
{
    /// <summary>Writes that may wait for a commit; who comes after them waits for room.</summary>
    public int MostWaiting { get; init; } = 4_096;

    /// <summary>Bytes of state that may wait for a commit.</summary>
    public long MostWaitingBytes { get; init; } = 64L << 20;

    /// <summary>Writes in one transaction.</summary>
    public int MostInCommit { get; init; } = 1_024;

    /// <summary>Bytes of state after which a transaction takes no more.</summary>
    public long MostBytesInCommit { get; init; } = 8L << 20;

    /// <summary>How long a caller waits for room.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pages in the write-ahead log from which on it is copied into the file: 16 MB of 4 KB pages.</summary>
    public int CheckpointPages { get; init; } = 4_096;

    /// <summary>How often a store that failed looks whether it can write again.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The meters of the service whose store this is: a process may have several. Without, the store's meter is its own.</summary>
    public IMeterFactory? Meters { get; init; }

    /// <summary>FULL: a commit is on the disk when it returns. Tests show that they notice anything less.</summary>
    internal string Synchronous { get; init; } = "FULL";
}
