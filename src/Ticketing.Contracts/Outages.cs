using Orleans.Runtime;
using Orleans.Serialization;

namespace Ticketing;

/// <summary>
/// Tells failures of what the service stands on, which pass, from faults in the service. A host whose storage fails in
/// further ways registers its own.
/// </summary>
public class Outages
{
    /// <summary>The request ends with 503 and <c>Retry-After</c>: what it did is not known, and it can be repeated.</summary>
    /// <remarks>
    /// What another silo threw may not be readable here: it is of a library and has no codec (a failure of Redis), or of a
    /// neighbouring build and not known. What the service itself throws is readable, and so are faults of .NET.
    /// </remarks>
    public virtual bool Is(Exception exception) => exception is TimeoutException or OrleansException or OperationCanceledException
        or SerializerException or TypeLoadException or UnavailableExceptionFallbackException;

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
