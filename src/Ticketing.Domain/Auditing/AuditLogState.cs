using Orleans;

namespace Ticketing.Auditing;

/// <summary>The end of the log: how many pages are full, and the records after them.</summary>
[GenerateSerializer, Alias("ticketing.audit-log-state")]
public sealed class AuditLogState : IPagedLogState<AuditRecord>
{
    [Id(0)]
    public int FullPages { get; set; }

    [Id(1)]
    public List<AuditRecord> Records { get; set; } = [];

    /// <summary>When the last record was noted, so that a clock that steps back does not put records out of order.</summary>
    [Id(2)]
    public DateTimeOffset LastAt { get; set; }

    List<AuditRecord> IPagedLogState<AuditRecord>.Last => Records;
}

/// <summary>One full page of the log.</summary>
[GenerateSerializer, Alias("ticketing.audit-log-page-state")]
public sealed class AuditLogPageState
{
    [Id(0)]
    public List<AuditRecord> Records { get; set; } = [];
}

/// <summary>What erasing a customer does to records of what staff did to them: who did what, when and why stays.</summary>
public static class AuditErasure
{
    /// <summary>Stands in the customer's place. The same for everybody, so that no record leads to a pseudonym by its time.</summary>
    public const string Erased = "erased";

    private const string Customers = "/api/v1/admin/customers/";

    /// <summary>True: some of them named the customer.</summary>
    public static bool Forget(List<AuditRecord> records, string customer)
    {
        var isNamed = false;
        for (var i = 0; i < records.Count; i++)
        {
            if (Rest(records[i].Path, customer) is { } rest)
            {
                records[i] = records[i] with { Path = Customers + Erased + rest, Target = Erased };
                isNamed = true;
            }
        }

        return isNamed;
    }

    /// <summary>What comes after the customer's id in the path; null when it is not about them.</summary>
    private static string? Rest(string path, string customer)
    {
        if (!path.StartsWith(Customers, StringComparison.Ordinal))
        {
            return null;
        }

        // A slash in the id stands in the path as it was sent.
        var named = path[Customers.Length..];
        var length = named.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : named.Length;
        return named[..length].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) == customer ? named[length..] : null;
    }
}
