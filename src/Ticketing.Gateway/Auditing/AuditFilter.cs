using Ticketing.Http;

namespace Ticketing.Auditing;

/// <summary>Which records are wanted of the log.</summary>
public sealed record AuditFilter(string? By, DateTimeOffset? From, DateTimeOffset? To, string? Path)
{
    public static (AuditFilter? Filter, Problem? Problem) Read(Request request)
    {
        List<FieldError> errors = [];
        var filter = new AuditFilter(
            request.Query("by"), Query.Time(request, "from", errors), Query.Time(request, "to", errors), request.Query("path"));
        return errors.Count > 0 ? (null, Problems.Invalid(errors)) : (filter, null);
    }

    public bool Wants(AuditRecord record) =>
        (By is null || record.By == By)
        && (From is not { } from || record.At >= from)
        && (To is not { } to || record.At < to)
        && (Path is null || record.Path.StartsWith(Path, StringComparison.Ordinal));
}
