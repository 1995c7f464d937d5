using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Auditing;

/// <summary>The log of what staff did. Its last records are its own state; reentrant, so that calls that come together share a write.</summary>
[Reentrant, GrainType("ticketing.audit-log")]
public sealed class AuditLogGrain : Grain, IAuditLogGrain
{
    private readonly Durable<AuditLogState> _state;
    private readonly PagedLog<AuditLogState, AuditRecord> _log;
    private readonly TimeProvider _time;

    public AuditLogGrain([PersistentState("log")] IPersistentState<AuditLogState> state, TimeProvider time)
    {
        _state = new Durable<AuditLogState>(state, this);
        _log = new(_state, IAuditLogGrain.PageSize, (number, records) => FullPage(number).Fill(records), number => FullPage(number).Records(), recent: IAuditLogGrain.PageSize);
        _time = time;
    }

    public async Task<long> Append(AuditRecord record)
    {
        var log = _state.Value;
        var position = _log.First + log.Records.FindIndex(known => known.Id == record.Id);
        if (position < _log.First)
        {
            var now = _time.GetUtcNow();
            log.LastAt = now > log.LastAt ? now : log.LastAt;
            position = _log.Add(record with { At = log.LastAt });
        }

        await _log.Keep();
        return position;
    }

    public async Task Complete(long position, AuditOutcome outcome)
    {
        if (position < _log.First)
        {
            await _log.Seal(position);
            await FullPage((int)(position / IAuditLogGrain.PageSize)).Complete((int)(position % IAuditLogGrain.PageSize), outcome);
            return;
        }

        if (position < _log.End)
        {
            var slot = (int)(position - _log.First);
            _log.Change(records => records[slot] = outcome.AppliedTo(records[slot]));
        }

        // Also where there is no such record: an activation beside the one that knows it fails here.
        await _log.Keep();
    }

    public async Task<int?> Forget(int page, string customer)
    {
        var log = _state.Value;
        if (page < log.FullPages)
        {
            await _log.Seal((long)page * IAuditLogGrain.PageSize);
            await FullPage(page).Forget(customer);
            return page + 1;
        }

        if (log.Records.Count > 0)
        {
            _log.Change(records => AuditErasure.Forget(records, customer));
            await _log.Keep();
        }

        return null;
    }

    public Task<long> Count() => Task.FromResult(_log.DurableEnd);

    public Task<ImmutableArray<AuditRecord>> Page(int number) => _log.Page(number);

    private IAuditLogPageGrain FullPage(int number) => GrainFactory.GetGrain<IAuditLogPageGrain>(number.ToString(CultureInfo.InvariantCulture));
}
