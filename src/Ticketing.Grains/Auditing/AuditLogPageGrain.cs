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

    public async Task Complete(int slot, AuditOutcome outcome)
    {
        var records = (await _page.Known()).Records;
        records[slot] = outcome.AppliedTo(records[slot]);
        await _page.Changed();
    }

    public async Task Forget(string customer)
    {
        if (AuditErasure.Forget((await _page.Known()).Records, customer))
        {
            await _page.Changed();
        }
    }

    public async Task<ImmutableArray<AuditRecord>> Records() => [.. (await _page.Known()).Records];
}
