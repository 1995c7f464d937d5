using Orleans;

namespace Ticketing;

/// <summary>
/// A grain that anybody can ask for under an id that they made up. Where nothing is stored under it, it ends with the last call that
/// runs in it: kept until it is collected, it would let whoever makes up ids fill the memory.
/// </summary>
public abstract class SparseGrain : Grain, IIncomingGrainCallFilter
{
    private int _calls;
    private bool _isKnown;

    /// <summary>Nothing is stored, nothing is being written, and nothing is remembered that is worth a look at the store.</summary>
    protected abstract bool IsEmpty { get; }

    /// <summary>Whether this call comes only from who has found what the grain is a part of, such as its event. From then on the grain stays, as others do.</summary>
    protected virtual bool IsOfTheKnown(IIncomingGrainCallContext call) => false;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _calls++;
        _isKnown = _isKnown || IsOfTheKnown(context);
        try
        {
            await context.Invoke();
        }
        finally
        {
            _calls--;
            if (_calls == 0 && !_isKnown && IsEmpty)
            {
                DeactivateOnIdle();
            }
        }
    }
}
