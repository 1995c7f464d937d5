using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Auditing;

/// <summary>One full page of the log.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.audit-log-page-state")]
public sealed class AuditLogPageState
{
    [Id(0)]
    public List<AuditRecord> Records { get; set; } = [];
}
