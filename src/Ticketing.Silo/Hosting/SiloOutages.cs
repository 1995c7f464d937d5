using Orleans.Persistence.Redis;
using Orleans.Reminders.Redis;
using Orleans.Runtime;
using StackExchange.Redis;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>The failures that pass: a silo that is gone, Redis out of reach, a disk that is full.</summary>
internal sealed class SiloOutages : Outages
{
    /// <summary>A silo that ends takes a moment to tell the others, and may be on the way of a call several times.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)];

    // The providers' exceptions are no OrleansException.
    public override bool Is(Exception exception) => base.Is(exception)
        || exception is RedisStorageException or RedisRemindersException or RedisException or SqliteStoreException;

    public override async Task<T> RepeatAsync<TState, T>(TState state, Func<TState, Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        foreach (var pause in Pauses)
        {
            try
            {
                return await call(state);
            }
            catch (Exception e) when (e is OrleansMessageRejectionException or TypeLoadException)
            {
                // SiloUnavailableException is one of the first.
                await Task.Delay(pause);
            }
        }

        return await call(state);
    }
}
