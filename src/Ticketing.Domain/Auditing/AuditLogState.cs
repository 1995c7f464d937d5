using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Auditing;

/// <summary>The end of the log: how many pages are full, and the records after them.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.audit-log-state")]
public sealed class AuditLogState
{
    [Id(0)]
    public int FullPages { get; set; }

    [Id(1)]
    public List<AuditRecord> Records { get; set; } = [];

    /// <summary>When the last record was noted, so that a clock that steps back does not put records out of order.</summary>
    [Id(2)]
    public DateTimeOffset LastAt { get; set; }
}
