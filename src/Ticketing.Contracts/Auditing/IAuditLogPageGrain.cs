using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Auditing;

/// <summary>A full page of the log. Keyed by its number; called by the log only.</summary>
[Alias("ticketing.audit-log-page")]
public interface IAuditLogPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<AuditRecord> records);

    [Alias("complete")]
    Task Complete(int slot, AuditOutcome outcome);

    [Alias("forget")]
    Task Forget(string customer);

    [Alias("records"), ReadOnly]
    Task<ImmutableArray<AuditRecord>> Records();
}
