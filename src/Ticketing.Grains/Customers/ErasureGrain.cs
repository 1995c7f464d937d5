using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Customers;

/// <summary>
/// Goes through everything that knows a customer (<see cref="Steps"/>) and notes where it is. What was under way when it
/// began comes late into the customer's lists, so it looks again a while later before it says that it is done.
/// </summary>
[GrainType("ticketing.erasure")]
public sealed partial class ErasureGrain : Grain, IErasureGrain, IRemindable
{
    private const string ReminderName = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    /// <summary>A booking that was cut off between its state and its customer's list is listed by its reminder, within two minutes.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(3);

    private readonly Durable<ErasureState> _job;
    private readonly TimeProvider _time;
    private readonly IIdSource _ids;
    private readonly ILogger<ErasureGrain> _log;
    private IGrainTimer? _timer;

    public ErasureGrain([PersistentState("job")] IPersistentState<ErasureState> state, TimeProvider time, IIdSource ids, ILogger<ErasureGrain> log)
    {
        _job = new Durable<ErasureState>(state, this);
        _time = time;
        _ids = ids;
        _log = log;
    }

    public Task<ErasureView?> Get() => Task.FromResult(_job.Value.StartedAt == default ? null : View());

    public async Task<ErasureView> Start(string by, string? why)
    {
        if (_job.Value.StartedAt == default || _job.Value.FinishedAt is not null)
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod).Traced("write", "reminder");
            _job.Replace(new ErasureState { StartedAt = _time.GetUtcNow(), By = by, Why = why, Pseudonym = NewPseudonym() });
            await _job.Changed();
        }

        GoOnSoon();
        return View()!;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var job = _job.Value;
        if (job.StartedAt == default || job.FinishedAt is not null)
        {
            await this.EndReminder(ReminderName, _job, forget: job.StartedAt == default);
            return;
        }

        var isLast = _time.GetUtcNow() - job.StartedAt >= Late;
        if (isLast)
        {
            // Everything once more, in this turn, so that the lists that are cleared after it are those that it saw.
            (job.Step, job.Position) = (null, 0);
        }

        while (!await GoOn())
        {
        }

        if (isLast && await Close())
        {
            job.FinishedAt = _time.GetUtcNow();
            job.Pseudonym = null;
            await _job.Changed();
        }
    }

    private string Customer => this.GetPrimaryKeyString();

    private string Pseudonym => _job.Value.Pseudonym!;

    private string NewPseudonym()
    {
        Span<byte> bytes = stackalloc byte[16];
        _ids.Fill(bytes);
        return ReservedNames.ErasedPrefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>One part of the step under way. True: that was the last part of the last step.</summary>
    private async Task<bool> GoOn()
    {
        var job = _job.Value;
        var steps = Steps;
        var at = Math.Max(0, Array.FindIndex(steps, step => step.Name == job.Step));
        if (await steps[at].Go(job.Position) is { } next)
        {
            (job.Step, job.Position) = (steps[at].Name, next);
            await _job.Changed();
            return false;
        }

        var isThrough = at == steps.Length - 1;
        (job.Step, job.Position) = (isThrough ? null : steps[at + 1].Name, 0);
        await _job.Changed();
        return isThrough;
    }

    /// <summary>False: something came meanwhile, so it is not done.</summary>
    private async Task<bool> Close()
    {
        foreach (var step in Steps)
        {
            if (!await step.Close())
            {
                return false;
            }
        }

        return true;
    }

    private void GoOnSoon()
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(static (self, _) => self.OnTimer(), this, new GrainTimerCreationOptions(Soon, Soon) { KeepAlive = true });
    }

    private async Task OnTimer()
    {
        try
        {
            if (_job.Value.FinishedAt is not null || await GoOn())
            {
                _timer?.Dispose();
            }
        }
        catch (Exception e) when (!_job.IsOver)
        {
            // The reminder goes on.
            _timer?.Dispose();
            LogInterrupted(e);
        }
    }

    private ErasureView? View() => new()
    {
        StartedAt = _job.Value.StartedAt,
        FinishedAt = _job.Value.FinishedAt,
        By = _job.Value.By,
        Why = _job.Value.Why,
        Bookings = _job.Value.Bookings,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Erasing a customer's data was interrupted; it goes on within a minute")]
    private partial void LogInterrupted(Exception exception);
}
