using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Simulation;

/// <summary>
/// Reminders as Orleans' LocalReminderService has them: each grain's are one silo's, which keeps those of its share of the
/// grains in memory, reads the table at its start, when silos come or go, and every five minutes, and waits for ticks by
/// the wall clock.
/// </summary>
internal sealed class SimulatedReminders : IReminderRegistry
{
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private readonly SimulatedSilo _silo;
    private readonly Network _network;
    private readonly SimulatedReminderTable _table;
    private readonly Dictionary<(GrainId Grain, string Name), Ticking> _ticking = [];

    /// <summary>When a reminder was last changed here: a table that was read before that knows less.</summary>
    private readonly Dictionary<(GrainId Grain, string Name), long> _changed = [];
    private readonly TaskCompletionSource _loaded = new();
    private readonly ITimer _refresh;
    private bool _isStopped;

    public SimulatedReminders(SimulatedSilo silo, Network network, SimulatedReminderTable table)
    {
        _silo = silo;
        _network = network;
        _table = table;
        _refresh = silo.Time.CreateTimer(_ => Refresh(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads the table soon: the share of this silo is another one now.</summary>
    public void SharesChanged() => _refresh.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    public void Stop()
    {
        _isStopped = true;
        _refresh.Dispose();
        foreach (var ticking in _ticking.Values)
        {
            ticking.Timer.Dispose();
        }
    }

    public Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < _silo.Options.MinimumReminderPeriod)
        {
            throw new ArgumentException($"A period of {period} is less than the least, {_silo.Options.MinimumReminderPeriod}.", nameof(period));
        }

        return _network.AskOwnerAsync<IGrainReminder>(_silo, callingGrainId, owner => owner.RegisterAsync(callingGrainId, reminderName, dueTime, period));
    }

    public Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder) => _network.AskOwnerAsync(_silo, callingGrainId, async owner =>
    {
        await owner.UnregisterAsync((Reminder)reminder);
        return true;
    });

    public Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) => _network.AskOwnerAsync(_silo, callingGrainId, async owner =>
        await owner._table.ReadRow(callingGrainId, reminderName) is { } entry ? (IGrainReminder)Handle(entry) : null);

    public Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) => _network.AskOwnerAsync(_silo, callingGrainId, async owner =>
    {
        var rows = await owner._table.ReadRows(callingGrainId);
        return rows.Reminders.Select(static entry => (IGrainReminder)Handle(entry)).ToList();
    });

    private async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        await _loaded.Task;
        var entry = new ReminderEntry { GrainId = grain, ReminderName = name, StartAt = Now + dueTime, Period = period };
        entry.ETag = await _table.UpsertRow(entry);
        if (_network.IsOwner(_silo, grain))
        {
            Begin(entry);
        }

        return Handle(entry);
    }

    private async Task UnregisterAsync(Reminder reminder)
    {
        await _loaded.Task;
        if (!await _table.RemoveRow(reminder.Grain, reminder.ReminderName, reminder.ETag) && await _table.ReadRow(reminder.Grain, reminder.ReminderName) is not null)
        {
            throw new ReminderException($"Reminder {reminder.ReminderName} of {reminder.Grain} was registered anew since.");
        }

        End((reminder.Grain, reminder.ReminderName));
    }

    private DateTime Now => _silo.Time.GetUtcNow().UtcDateTime;

    private static Reminder Handle(ReminderEntry entry) => new(entry.GrainId, entry.ReminderName, entry.ETag!);

    private void Refresh() => _silo.Background.Begin(async () =>
    {
        var asked = _silo.World.Loop.Steps;
        try
        {
            Reconcile(await _table.ReadRows(0, 0), asked);
            _loaded.TrySetResult();
            _refresh.Change(RefreshPeriod, Timeout.InfiniteTimeSpan);
        }
        catch (IOException)
        {
            _refresh.Change(RetryPeriod, Timeout.InfiniteTimeSpan);
        }
    });

    private void Reconcile(ReminderTableData table, long asked)
    {
        var own = table.Reminders.Where(entry => _network.IsOwner(_silo, entry.GrainId)).ToDictionary(static entry => (entry.GrainId, entry.ReminderName));
        foreach (var (key, entry) in own.Where(row => IsOlder(row.Key, asked) && _ticking.GetValueOrDefault(row.Key)?.Entry.ETag != row.Value.ETag))
        {
            Begin(entry);
        }

        foreach (var key in _ticking.Keys.Where(key => !own.ContainsKey(key) && IsOlder(key, asked)).ToArray())
        {
            End(key);
        }
    }

    private bool IsOlder((GrainId Grain, string Name) key, long asked) => _changed.GetValueOrDefault(key) < asked;

    private void Begin(ReminderEntry entry)
    {
        var key = (entry.GrainId, entry.ReminderName);
        End(key);
        if (_isStopped)
        {
            return;
        }

        var ticking = new Ticking { Entry = entry, Next = NextTick(entry, Now) };
        ticking.Timer = _silo.Time.CreateTimer(_ => Fire(ticking), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ticking[key] = ticking;
        Arm(ticking);
    }

    private void End((GrainId Grain, string Name) key)
    {
        _changed[key] = _silo.World.Loop.Steps;
        if (_ticking.Remove(key, out var ticking))
        {
            ticking.Timer.Dispose();
        }
    }

    private void Arm(Ticking ticking)
    {
        var wait = ticking.Next - Now;
        ticking.Timer.Change(wait > ShortestWait ? wait : ShortestWait, Timeout.InfiniteTimeSpan);
    }

    private void Fire(Ticking ticking)
    {
        if (Now < ticking.Next)
        {
            // The clock was set back meanwhile.
            Arm(ticking);
            return;
        }

        var entry = ticking.Entry;
        _silo.Background.Begin(async () =>
        {
            try
            {
                await _silo.Grains.GetGrain<IRemindable>(entry.GrainId).ReceiveReminder(entry.ReminderName, new TickStatus(entry.StartAt, entry.Period, Now), CancellationToken.None);
            }
            catch (Exception e)
            {
                _silo.World.Tell(() => $"reminder {entry.ReminderName} of {entry.GrainId} failed: {e.Message}");
            }

            if (_ticking.GetValueOrDefault((entry.GrainId, entry.ReminderName)) == ticking)
            {
                var next = NextTick(entry, Now);
                ticking.Next = next > ticking.Next ? next : ticking.Next + entry.Period;
                Arm(ticking);
            }
        });
    }

    /// <summary>The first tick that is not before <paramref name="now"/>: what was missed does not come later.</summary>
    private static DateTime NextTick(ReminderEntry entry, DateTime now)
    {
        if (now <= entry.StartAt)
        {
            return entry.StartAt;
        }

        var sinceLast = (now - entry.StartAt).Ticks % entry.Period.Ticks;
        return sinceLast == 0 ? now : now.AddTicks(entry.Period.Ticks - sinceLast);
    }

    private sealed record Reminder(GrainId Grain, string ReminderName, string ETag) : IGrainReminder;

    private sealed class Ticking
    {
        public required ReminderEntry Entry { get; init; }

        public DateTime Next { get; set; }

        public ITimer Timer { get; set; } = null!;
    }
}
