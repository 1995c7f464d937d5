using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Ticketing.Diagnostics;

namespace Ticketing.Inventory;

/// <summary>
/// Holds end by themselves whenever a unit looks at them; here they end promptly (a timer) and certainly (a reminder,
/// durable before the first claim is acknowledged and kept while anything is live).
/// </summary>
public sealed partial class SectionGrain
{
    private const string ReminderName = "sweep";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepSpacing = TimeSpan.FromMilliseconds(20);

    private IGrainTimer? _sweeper;
    private long _armedMs;
    private Task _sweep = Task.CompletedTask;
    private Task<IGrainReminder?> _reminder = Task.FromResult<IGrainReminder?>(null);

    /// <summary>When the reminder was asked for; 0: it is not kept. A clock that was set back since has it silent until then.</summary>
    private long _remindedMs;

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        if (_picture is null)
        {
            // An activation beside the one that knows better fails here, and takes nothing away.
            await _section.Changed();
        }

        if (_picture is null)
        {
            await DropReminder();
            return;
        }

        if (_rested || (IsReminderOfAnother && NowMs - _surveyedMs >= ReminderPeriod.TotalMilliseconds))
        {
            // It had claims: beside this one, or since this one went to rest.
            _rested = false;
            await SurveyAll();
        }

        await Task.WhenAll(_picture.BusyUnits().Select(Survey));
        await SweepDue();
        TellSoldOutAgain();
        if (HasNothingToEnd)
        {
            // Where the block is active twice, the one that was there first fails here: the other may have missed what it was kept for.
            await _section.Changed();
            if (IsReminderOfAnother)
            {
                // So may its units. Whichever writes can't have.
                await AskAll(unit => Learn(unit, Unit(unit).Sweep()));
            }
        }

        if (HasNothingToEnd)
        {
            await DropReminder();
        }
    }

    /// <summary>Another activation keeps the reminder.</summary>
    private bool IsReminderOfAnother => _reminder is { IsCompletedSuccessfully: true, Result: null };

    private bool HasNothingToEnd => _picture!.Busy == 0 && !_flights.Any && !IsSoldOutUnheard;

    private void ArmSweeper()
    {
        var next = _picture!.NextSweepMs;
        if (next == 0 || (_armedMs != 0 && _armedMs <= next))
        {
            return;
        }

        _armedMs = next;
        var delay = TimeSpan.FromMilliseconds(next - _time.GetUtcNow().ToUnixTimeMilliseconds());
        delay = delay > SweepSpacing ? delay : SweepSpacing;
        if (_sweeper is null)
        {
            _sweeper = this.RegisterGrainTimer(
                static (self, _) => self.SweepOnTime(),
                this,
                new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _sweeper.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task SweepOnTime()
    {
        _armedMs = 0;
        await SweepDue();
        ArmSweeper();
    }

    /// <summary>Completes when everything that is due now has been swept, by whomever.</summary>
    private Task SweepDue()
    {
        if (_picture is not { } picture)
        {
            return Task.CompletedTask;
        }

        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (picture.NextSweepMs is var next && next != 0 && next <= nowMs)
        {
            var due = picture.TakeDue(nowMs);
            _sweep = Task.WhenAll([_sweep, .. due.Select(Sweep)]);
        }

        return _sweep;
    }

    private async Task Sweep(int unit)
    {
        try
        {
            await Awake();
            var (doubts, known) = (_picture!.DoubtsOf(unit), _picture.CountsOf(unit).Revision);
            var counts = (await Unit(unit).Sweep()).Counts;
            if (counts.Revision < known && (counts.NextSweepMs == 0 || counts.NextSweepMs > NowMs + UnitSweep.SkewMs))
            {
                // It wrote before it said that there is nothing to be swept: storage has lost something.
                _picture.Forget(unit);
                _soldOutHeard = Nothing;
            }

            Learn(unit, counts);
            _picture.Trust(unit, doubts);
        }
        catch (Exception e)
        {
            // The lease is over all the same for whoever asks; the next sweep tries again.
            LogSweepFailed(e, unit);
        }
        finally
        {
            _picture!.Swept(unit, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    private Task Reminded()
    {
        if (_remindedMs == 0 || NowMs < _remindedMs)
        {
            _remindedMs = NowMs;
            _reminder = Register(_reminder);
        }

        return _reminder;
    }

    private async Task<IGrainReminder?> Register(Task before)
    {
        await before.Ended();
        try
        {
            var kept = this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
            await kept.Traced("write", "reminder");
            return await kept;
        }
        catch (Exception e)
        {
            _remindedMs = 0;
            throw new OutcomeUnknownException("The reminder that ends the hold could not be kept. Repeat the request.", e);
        }
    }

    private Task DropReminder()
    {
        _remindedMs = 0;
        _reminder = Unregister(_reminder);
        return _reminder;
    }

    private async Task<IGrainReminder?> Unregister(Task<IGrainReminder?> before)
    {
        await before.Ended();
        var known = before.IsCompletedSuccessfully ? await before : null;
        if ((known ?? await this.GetReminder(ReminderName)) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeping unit {Unit} failed")]
    private partial void LogSweepFailed(Exception exception, int unit);
}
