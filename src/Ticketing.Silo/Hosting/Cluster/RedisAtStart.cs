using System.Diagnostics;
using StackExchange.Redis;

namespace Ticketing.Hosting;

/// <summary>
/// Waits for a Redis that takes what Orleans writes, then looks whether an import is unfinished. Orleans, which starts after
/// it, would end with the stack of whichever part found Redis away first, or wait for minutes without a word.
/// </summary>
internal sealed partial class RedisAtStart(ClusterSettings cluster, Readiness readiness, ILogger<RedisAtStart> log) : IStartCondition
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task RequireAsync()
    {
        if (await ReachAsync())
        {
            throw new IOException(
                $"An import into the service '{cluster.ServiceId}' did not end. Repeat it with the same file, or delete every key that begins with '{cluster.ServiceId}/'.");
        }

        foreach (var weakness in readiness.Warnings)
        {
            LogWeakness(weakness);
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
        RedisProbe probe = new(redis, cluster.Redis.Places);
        await probe.RequireWritesAsync($"{cluster.ServiceId}/probe");
        readiness.Warnings = await probe.WeaknessesAsync();
        return await redis.GetDatabase().KeyExistsAsync(StoppedCluster.MarkOf(cluster.ServiceId));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Weakness}")]
    private partial void LogWeakness(string weakness);
}
