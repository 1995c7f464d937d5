using Orleans;
using Orleans.Runtime;

namespace Ticketing;

/// <summary>
/// Work of a reentrant grain that goes on beside its requests, one round after the other. A round tells how long to wait
/// for the next; null: until somebody wakes it.
/// </summary>
internal sealed class BackgroundRounds(IGrainBase grain, TimeProvider time, Func<CancellationToken, Task<TimeSpan?>> round, Func<bool> isOver, Action<Exception> failed)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private IGrainTimer? _timer;
    private DateTimeOffset? _dueAt;
    private bool _isRunning;

    /// <summary>A round begins after a delay, unless one is to begin sooner in any case. During a round: when that has ended.</summary>
    public void Wake(TimeSpan delay)
    {
        var at = time.GetUtcNow() + delay;
        if (_dueAt <= at)
        {
            return;
        }

        _dueAt = at;
        if (!_isRunning)
        {
            Set(delay);
        }
    }

    private void Set(TimeSpan delay)
    {
        if (_timer is null)
        {
            _timer = grain.RegisterGrainTimer(
                static (self, cancellationToken) => self.Run(cancellationToken),
                this,
                new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task Run(CancellationToken cancellationToken)
    {
        if (_isRunning)
        {
            return;
        }

        _isRunning = true;
        _dueAt = null;
        try
        {
            if (await round(cancellationToken) is { } next)
            {
                Wake(next);
            }
        }
        catch (Exception e) when (!isOver())
        {
            Wake(Retry);
            failed(e);
        }
        finally
        {
            _isRunning = false;
            if (_dueAt is { } at && !cancellationToken.IsCancellationRequested && !isOver())
            {
                var left = at - time.GetUtcNow();
                Set(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
        }
    }
}
