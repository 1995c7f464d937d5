namespace Ticketing.Simulation.Disks;

/// <summary>How an operation of a <see cref="SimulatedDisk"/> fails. The caller sees an IOException each time.</summary>
public enum DiskFault
{
    /// <summary>Nothing of it happens.</summary>
    IoError,

    /// <summary>Half of a write happens, none of it durably.</summary>
    ShortWrite,

    /// <summary>It happens and can be read, but no later sync makes it durable: a crash may take it, as on Linux.</summary>
    SyncError,
}
