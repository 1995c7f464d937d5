using Orleans.Persistence.Redis;
using Orleans.Reminders.Redis;
using Orleans.Runtime;
using Orleans.Serialization;
using StackExchange.Redis;
using Ticketing.Http;

namespace Ticketing.Hosting;

/// <summary>The failures of a cluster that pass: a silo that is gone, Redis out of reach.</summary>
internal sealed class ClusterOutages : Outages
{
    /// <summary>A silo that ends takes a moment to tell the others, and may be on the way of a call several times.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)];

    // The providers' exceptions are no OrleansException; one whose type the receiver lacks arrives as the fallback.
    public override bool Is(Exception exception) => base.Is(exception)
        || exception is RedisStorageException or RedisRemindersException or RedisException
            or UnavailableExceptionFallbackException;

    public override async Task<T> RepeatAsync<TState, T>(TState state, Func<TState, Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        foreach (var pause in Pauses)
        {
            try
            {
                return await call(state);
            }
            catch (OrleansMessageRejectionException)
            {
                // SiloUnavailableException is one of these.
                await Task.Delay(pause);
            }
        }

        return await call(state);
    }
}
