using Orleans.Runtime;

namespace Ticketing.Http;

/// <summary>
/// Tells failures of what the service stands on, which pass, from faults in the service. An edition whose runtime fails
/// in further ways registers its own.
/// </summary>
public class Outages
{
    /// <summary>The request ends with 503 and <c>Retry-After</c>: what it did is not known, and it can be repeated.</summary>
    public virtual bool Is(Exception exception) => exception is TimeoutException or OrleansException or OperationCanceledException;

    /// <summary>
    /// Makes a call, and makes it again where whoever was called is gone and will be elsewhere: for what may be done twice.
    /// </summary>
    /// <param name="call">Static, with all it needs in <paramref name="state"/>: it is made for every request.</param>
    public virtual Task<T> RepeatAsync<TState, T>(TState state, Func<TState, Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call(state);
    }
}
