using Orleans;
using Orleans.Runtime;

namespace Ticketing;

/// <summary>
/// A grain that anybody can ask for under an id that they made up, or as one of very many parts of an event. Where nothing is stored
/// under it, it ends a moment after it began: kept until it is collected, it would let whoever asks for many fill the memory. Ended with
/// each answer, it would have the calls that wait behind that one sent on from activation to activation, and Orleans rejects a call that
/// is sent on twice.
/// </summary>
public abstract class SparseGrain : Grain
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Nothing is stored, nothing is being written, and nothing is remembered that is worth a look at the store.</summary>
    protected abstract bool IsEmpty { get; }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (IsEmpty)
        {
            // Not a filter, which would have Orleans take a longer way for every call. Calls that run then still end first.
            this.RegisterGrainTimer(static (self, _) => self.EndIfEmpty(), this, new GrainTimerCreationOptions(Moment, Timeout.InfiniteTimeSpan));
        }

        return Task.CompletedTask;
    }

    private Task EndIfEmpty()
    {
        if (IsEmpty)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }
}
