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

    /// <summary>Whoever was called is gone and will be elsewhere at the next call: worth one more try at once.</summary>
    public virtual bool HasMoved(Exception exception) => false;
}
