namespace Ticketing.Moving;

/// <summary>What moves from one edition to another: a grain's state, or a reminder.</summary>
internal abstract record MovedRecord(string GrainType, string GrainKey, string Name);

/// <summary>A state, in the bytes that both editions store.</summary>
internal sealed record MovedState(string GrainType, string GrainKey, string Name, ReadOnlyMemory<byte> Bytes)
    : MovedRecord(GrainType, GrainKey, Name)
{
    /// <summary>Reads <c>{grain type}/{grain key}/{state name}</c>, where only the grain's key may have slashes; else null.</summary>
    public static MovedState? TryRead(string path, ReadOnlyMemory<byte> bytes)
    {
        var (first, last) = (path.IndexOf('/', StringComparison.Ordinal), path.LastIndexOf('/'));
        return first > 0 && last > first + 1 && last < path.Length - 1
            ? new MovedState(path[..first], path[(first + 1)..last], path[(last + 1)..], bytes)
            : null;
    }

    public string ToPath() => $"{GrainType}/{GrainKey}/{Name}";
}

/// <summary>A reminder: when it is due first, in UTC, and how often after that.</summary>
internal sealed record MovedReminder(string GrainType, string GrainKey, string Name, DateTime Due, TimeSpan Period)
    : MovedRecord(GrainType, GrainKey, Name);
