using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Diagnostics;

namespace Ticketing.Idempotency;

/// <summary>
/// A slice of a day's keys. That a request runs is known in memory only: when that is lost, the retry is carried out,
/// and meets its own effect, since what a keyed request creates has ids that are derived from the key.
/// </summary>
[Reentrant, GrainType("ticketing.idempotency")]
public sealed class IdempotencyGrain : Grain, IIdempotencyGrain, IRemindable
{
    private const string ReminderName = "forget";

    /// <summary>Longer than a day after the page's day has begun, so that every answer is kept for 24 hours.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(49);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromHours(1);

    private readonly Durable<IdempotencyState> _page;
    private readonly TimeProvider _time;
    private readonly Dictionary<UInt128, (ulong Fingerprint, DateTimeOffset Since)> _running = [];
    private Task? _reminder;

    public IdempotencyGrain([PersistentState("keys")] IPersistentState<IdempotencyState> state, TimeProvider time)
    {
        _page = new Durable<IdempotencyState>(state, this);
        _time = time;
    }

    public async Task<KeyAnswer> Begin(UInt128 key, ulong fingerprint, bool begin)
    {
        var answer = Look(key, fingerprint);
        if (begin && answer.State == KeyState.Fresh)
        {
            _running[key] = (fingerprint, _time.GetUtcNow());
        }

        await _page.Settled();
        return answer;
    }

    public Task Renew(UInt128 key, ulong fingerprint)
    {
        // Also where nothing is known of it: the activation that knew is gone.
        if (!_page.Value.Keys.Exists(record => record.Key == key))
        {
            _running[key] = (fingerprint, _time.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    public async Task<StoredAnswer> Complete(UInt128 key, ulong fingerprint, StoredAnswer answer)
    {
        var kept = _page.Value.Keys.Find(record => record.Key == key);
        if (kept is null)
        {
            kept = new KeyRecord { Key = key, Fingerprint = fingerprint, Answer = answer };
            _page.Value.Keys.Add(kept);
        }

        if (_reminder is null or { IsFaulted: true })
        {
            _reminder = this.RegisterOrUpdateReminder(ReminderName, Kept, ReminderPeriod).Traced("write", "reminder");
        }

        await Task.WhenAll(_page.Changed(), _reminder);
        _running.Remove(key);

        // One that was so slow that its key was taken for another request has its own.
        return kept.Fingerprint == fingerprint ? kept.Answer : answer;
    }

    public Task Abandon(UInt128 key)
    {
        _running.Remove(key);
        return Task.CompletedTask;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(_time.GetUtcNow());
        await _page.Clear();
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private KeyAnswer Look(UInt128 key, ulong fingerprint)
    {
        if (_page.Value.Keys.Find(record => record.Key == key) is { } record)
        {
            return record.Fingerprint == fingerprint
                ? new KeyAnswer(KeyState.Answered, record.Answer)
                : new KeyAnswer(KeyState.Mismatch);
        }

        if (_running.TryGetValue(key, out var running) && _time.GetUtcNow() - running.Since < IIdempotencyGrain.Lease)
        {
            return new KeyAnswer(running.Fingerprint == fingerprint ? KeyState.Running : KeyState.Mismatch);
        }

        return new KeyAnswer(KeyState.Fresh);
    }
}
