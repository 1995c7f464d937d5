using Orleans.Embedded.Storage;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>
/// Reminders, kept in the store beside the state they belong to. One timer serves all; a reminder that fell due while
/// the process was down fires soon after the start.
/// </summary>
internal sealed class ReminderService : IDisposable
{
    private static readonly TimeSpan MinimumPeriod = TimeSpan.FromMinutes(1);

    private readonly EmbeddedSilo _silo;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Reminder> _reminders = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Reminder, long> _due = new();
    private readonly ITimer _timer;

    public ReminderService(EmbeddedSilo silo)
    {
        _silo = silo;
        _timer = silo.Time.CreateTimer(
            static self => ((ReminderService)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _reminders.Count;
            }
        }
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (var (key, stored) in _silo.Store.ScanAsync(StoredReminder.Prefix, cancellationToken))
        {
            if (Reminder.TryRead(key, stored) is { } reminder)
            {
                lock (_gate)
                {
                    Set(reminder);
                }
            }
        }
    }

    public async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        if (period < MinimumPeriod)
        {
            throw new ArgumentException($"A reminder's period is at least {MinimumPeriod}, not {period}.", nameof(period));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        var key = StoredReminder.KeyOf(grain, name);
        var first = _silo.Time.GetUtcNow().UtcDateTime + dueTime;
        var reminder = new Reminder(key, grain, name, 0, first, period);
        try
        {
            var value = new StoredReminder(grain, name, first, period).ToBytes();
            reminder = reminder with { Version = await Stored(() => WriteAsync(key, value)) };
        }
        finally
        {
            // Also when the write failed: the reminder may be durable all the same, and what ticks can be dropped.
            lock (_gate)
            {
                Set(reminder);
            }
        }

        return reminder;
    }

    public async Task UnregisterAsync(GrainId grain, IGrainReminder reminder)
    {
        var key = StoredReminder.KeyOf(grain, reminder.ReminderName);
        await Stored(() => DeleteAsync(key));
        lock (_gate)
        {
            _reminders.Remove(key);
        }
    }

    public async Task<IGrainReminder?> GetAsync(GrainId grain, string name)
    {
        var key = StoredReminder.KeyOf(grain, name);
        return await Stored(() => ReadAsync(key)) is { } stored ? Reminder.TryRead(key, stored) : null;
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>A failure of the store reaches the grain as one of the runtime.</summary>
    private static async Task<T> Stored<T>(Func<Task<T>> operation)
    {
        try
        {
            return await operation();
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreConflictException)
        {
            throw new OrleansException($"The reminder table can't be used. {e.Message}", e);
        }
    }

    private async Task<StoredValue?> ReadAsync(string key) => await _silo.Store.ReadAsync(key, CancellationToken.None);

    /// <summary>True when there was one.</summary>
    private async Task<bool> DeleteAsync(string key)
    {
        if (await ReadAsync(key) is not { } stored)
        {
            return false;
        }

        await _silo.Store.DeleteAsync(key, stored.Version);
        return true;
    }

    private async Task<long> WriteAsync(string key, byte[] value)
    {
        long version;
        lock (_gate)
        {
            version = _reminders.TryGetValue(key, out var known) ? known.Version : 0;
        }

        try
        {
            return await _silo.Store.WriteAsync(key, version, value);
        }
        catch (StoreConflictException e)
        {
            // Another silo over the same store wrote it: the later registration counts.
            return await _silo.Store.WriteAsync(key, e.ActualVersion, value);
        }
    }

    private void Set(Reminder reminder)
    {
        _reminders[reminder.Key] = reminder;
        reminder.Next = reminder.First;
        _due.Enqueue(reminder, reminder.Next.Ticks);
        Arm();
    }

    private void Arm()
    {
        if (_due.TryPeek(out _, out var next))
        {
            var delay = new DateTime(next, DateTimeKind.Utc) - _silo.Time.GetUtcNow().UtcDateTime;
            delay = delay < TimeSpan.Zero ? TimeSpan.Zero : delay > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : delay;
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Fire()
    {
        if (_silo.IsKilled)
        {
            return;
        }

        var now = _silo.Time.GetUtcNow().UtcDateTime;
        List<Reminder> fired = [];
        lock (_gate)
        {
            while (_due.TryPeek(out var reminder, out var due) && due <= now.Ticks)
            {
                _due.Dequeue();
                if (_reminders.TryGetValue(reminder.Key, out var current) && ReferenceEquals(current, reminder))
                {
                    fired.Add(reminder);
                    reminder.Next = NextTick(reminder, now);
                    _due.Enqueue(reminder, reminder.Next.Ticks);
                }
            }

            Arm();
        }

        foreach (var reminder in fired)
        {
            Instruments.ReminderTicks.Add(1);
            _silo.Send(reminder.Grain, new Tick(reminder.ReminderName, new TickStatus(reminder.First, reminder.Period, now)));
        }
    }

    private static DateTime NextTick(Reminder reminder, DateTime now)
    {
        var missed = (now - reminder.Next).Ticks / reminder.Period.Ticks;
        return reminder.Next + (reminder.Period * (missed + 1));
    }

    private sealed class Tick(string name, TickStatus status) : GrainCall<NoResult>
    {
        public override string Name => "IRemindable.ReceiveReminder";

        public override string InterfaceName => "Orleans.IRemindable";

        public override string MethodName => "ReceiveReminder";

        public override CallOptions Options => CallOptions.OneWay;

        public override IGrainCall Again() => new Tick(name, status);

        protected override Task<NoResult> InvokeAsync(object grain) => Plain(((IRemindable)grain).ReceiveReminder(name, status));
    }

    private sealed record Reminder(string Key, GrainId Grain, string ReminderName, long Version, DateTime First, TimeSpan Period) : IGrainReminder
    {
        public DateTime Next { get; set; }

        public static Reminder? TryRead(string key, StoredValue stored) => StoredReminder.TryRead(key, stored.Value.Span) is { } kept
            ? new Reminder(key, kept.Grain, kept.Name, stored.Version, kept.First, kept.Period)
            : null;
    }
}
