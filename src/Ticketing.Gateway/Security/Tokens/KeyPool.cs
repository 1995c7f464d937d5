using System.Collections.Concurrent;

namespace Ticketing.Security;

/// <summary>Instances of one key: the framework's are not promised to serve several threads at once.</summary>
internal sealed class KeyPool<T>(Func<T> create)
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> _idle = [create()];

    public TResult Use<TState, TResult>(TState state, Func<T, TState, TResult> use)
        where TState : allows ref struct
    {
        var key = _idle.TryTake(out var idle) ? idle : create();
        var result = use(key, state);

        // One that threw is not put back.
        _idle.Add(key);
        return result;
    }
}
