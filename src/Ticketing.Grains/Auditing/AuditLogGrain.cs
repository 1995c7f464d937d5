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
    private readonly Durable<AuditLogState> _log;
    private readonly TimeProvider _time;
    private readonly SharedRound<bool> _rounds = new();
    private int _changed;

    /// <summary>What is before this is in full pages, durably.</summary>
    private long _durableFirst;

    public AuditLogGrain([PersistentState("log")] IPersistentState<AuditLogState> state, TimeProvider time)
    {
        _log = new Durable<AuditLogState>(state, this);
        _time = time;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durableFirst = First(_log.Value);
        return Task.CompletedTask;
    }

    public async Task<long> Append(AuditRecord record)
    {
        var log = _log.Value;
        var slot = log.Records.FindIndex(known => known.Id == record.Id);
        if (slot < 0)
        {
            var now = _time.GetUtcNow();
            log.LastAt = now > log.LastAt ? now : log.LastAt;
            slot = log.Records.Count;
            log.Records.Add(record with { At = log.LastAt });
        }

        var position = First(log) + slot;
        await _rounds.Next(Keep);
        return position;
    }

    public async Task Complete(long position, AuditOutcome outcome)
    {
        var log = _log.Value;
        if (position < First(log))
        {
            if (position >= _durableFirst)
            {
                // A page that is not known to be full is filled again, without what was put into it.
                await _rounds.Next(Keep);
            }

            await FullPage((int)(position / IAuditLogGrain.PageSize)).Complete((int)(position % IAuditLogGrain.PageSize), outcome);
            return;
        }

        var slot = (int)(position - First(log));
        if (slot < log.Records.Count)
        {
            log.Records[slot] = outcome.AppliedTo(log.Records[slot]);
            _changed++;
        }

        // Also where there is no such record: an activation beside the one that knows it fails here.
        await _rounds.Next(Keep);
    }

    public async Task<int?> Forget(int page, string customer)
    {
        var log = _log.Value;
        if (page < log.FullPages)
        {
            if ((long)page * IAuditLogGrain.PageSize >= _durableFirst)
            {
                await _rounds.Next(Keep);
            }

            await FullPage(page).Forget(customer);
            return page + 1;
        }

        if (log.Records.Count > 0)
        {
            _changed += AuditErasure.Forget(log.Records, customer) ? 1 : 0;
            await _rounds.Next(Keep);
        }

        return null;
    }

    public async Task<long> Count()
    {
        await _log.Settled();
        return First(_log.Value) + _log.Value.Records.Count;
    }

    public async Task<ImmutableArray<AuditRecord>> Page(int number)
    {
        var log = _log.Value;
        if (number < log.FullPages)
        {
            return await FullPage(number).Records();
        }

        var records = log.Records.Skip((number - log.FullPages) * IAuditLogGrain.PageSize).Take(IAuditLogGrain.PageSize).ToImmutableArray();
        await _log.Settled();
        return records;
    }

    private static long First(AuditLogState log) => (long)log.FullPages * IAuditLogGrain.PageSize;

    private async Task<bool> Keep()
    {
        var log = _log.Value;
        var (first, end) = (First(log), First(log) + log.Records.Count);
        await _log.Changed();
        _durableFirst = Math.Max(_durableFirst, first);

        // The youngest stay here, so that a repeated append meets its record.
        while (First(log) + (2 * IAuditLogGrain.PageSize) <= end)
        {
            // After the write: an activation beside the one that knows better fails there, and fills no page. That it is full is
            // written with the next record. A change that comes while the page is written belongs into the page.
            var changed = _changed;
            await FullPage(log.FullPages).Fill([.. log.Records.Take(IAuditLogGrain.PageSize)]);
            if (changed == _changed)
            {
                log.FullPages++;
                log.Records.RemoveRange(0, IAuditLogGrain.PageSize);
            }
        }

        return true;
    }

    private IAuditLogPageGrain FullPage(int number) => GrainFactory.GetGrain<IAuditLogPageGrain>(number.ToString(CultureInfo.InvariantCulture));
}
