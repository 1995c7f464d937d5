using System.Diagnostics;
using StackExchange.Redis;

namespace Ticketing.Hosting;

/// <summary>
/// Waits for Redis, then looks whether an import is unfinished. Orleans, which starts after it, would end with the stack of
/// whichever part found Redis away first.
/// </summary>
internal sealed class RedisAtStart(ClusterSettings cluster) : IStartCondition
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task RequireAsync()
    {
        if (await ReachAsync())
        {
            throw new IOException(
                $"An import into the service '{cluster.ServiceId}' did not end. Repeat it with the same file, or delete every key that begins with '{cluster.ServiceId}/'.");
        }
    }

    private async Task<bool> ReachAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await IsUnfinishedAsync();
            }
            catch (Exception e) when (RedisAddress.IsAway(e))
            {
                if (Stopwatch.GetElapsedTime(started) >= cluster.RedisPatience)
                {
                    throw new IOException(cluster.Redis.Explain(e), e);
                }

                await Task.Delay(Pause);
            }
        }
    }

    private async Task<bool> IsUnfinishedAsync()
    {
        await using var redis = await cluster.Redis.ConnectAsync();
        return await redis.GetDatabase().KeyExistsAsync(StoppedCluster.MarkOf(cluster.ServiceId));
    }
}
