namespace Ticketing.Auditing;

/// <summary>Reads the log from its end. Records lie in the order of their times, so a time range is found, not sought for.</summary>
public interface IAuditService
{
    /// <summary>Newest first, from before position <paramref name="end"/> on; and the end for the next answer, null: that was all.</summary>
    Task<(IReadOnlyList<(long Position, AuditRecord Record)> Items, long? Next)> ListAsync(AuditFilter filter, long end, int limit);
}

/// <summary>Which records are wanted of the log.</summary>
public sealed record AuditFilter(string? By, DateTimeOffset? From, DateTimeOffset? To, string? Path)
{
    public bool Wants(AuditRecord record) =>
        (By is null || record.By == By)
        && (From is not { } from || record.At >= from)
        && (To is not { } to || record.At < to)
        && (Path is null || record.Path.StartsWith(Path, StringComparison.Ordinal));
}
