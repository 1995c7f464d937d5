using Orleans;
using Orleans.Runtime;

namespace Ticketing;

/// <summary>
/// A grain that anybody can ask for under an id that they made up, or as one of very many parts of an event. Where nothing is stored
/// under it, it ends a moment after its last call: kept until it is collected, it would let whoever asks for many fill the memory.
/// Ended with each answer, it would have the calls that wait behind that one sent on from activation to activation, and Orleans rejects
/// a call that is sent on twice.
/// </summary>
public abstract class SparseGrain : Grain, IIncomingGrainCallFilter
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private IGrainTimer? _end;
    private int _calls;
    private bool _isQuiet;

    /// <summary>Nothing is stored, nothing is being written, and nothing is remembered that is worth a look at the store.</summary>
    protected abstract bool IsEmpty { get; }

    /// <summary>Ticks of the grain's timers come through here too.</summary>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _calls++;
        _isQuiet = false;
        try
        {
            await context.Invoke();
        }
        finally
        {
            _calls--;
            if (_calls == 0 && IsEmpty)
            {
                End();
            }
        }
    }

    private void End()
    {
        if (_isQuiet)
        {
            DeactivateOnIdle();
        }
        else if (_end is null)
        {
            _end = this.RegisterGrainTimer(
                static (self, _) =>
                {
                    self._isQuiet = true;
                    return Task.CompletedTask;
                },
                this,
                new GrainTimerCreationOptions(Moment, Timeout.InfiniteTimeSpan));
        }
        else
        {
            _end.Change(Moment, Timeout.InfiniteTimeSpan);
        }
    }
}
