using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Auditing;

/// <summary>One full page of the log.</summary>
[GrainType("ticketing.audit-log-page")]
public sealed class AuditLogPageGrain : Grain, IAuditLogPageGrain
{
    private readonly Durable<AuditLogPageState> _page;

    public AuditLogPageGrain([PersistentState("page")] IPersistentState<AuditLogPageState> state) =>
        _page = new Durable<AuditLogPageState>(state, this);

    public Task Fill(ImmutableArray<AuditRecord> records)
    {
        _page.Value.Records = [.. records];
        return _page.Changed();
    }

    public Task Complete(int slot, AuditOutcome outcome)
    {
        _page.Value.Records[slot] = outcome.AppliedTo(_page.Value.Records[slot]);
        return _page.Changed();
    }

    public Task Forget(string customer) => AuditErasure.Forget(_page.Value.Records, customer) ? _page.Changed() : _page.Settled();

    public Task<ImmutableArray<AuditRecord>> Records() => Task.FromResult(_page.Value.Records.ToImmutableArray());
}
