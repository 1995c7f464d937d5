using Ticketing.Configuration;

namespace Ticketing.Hosting;

/// <summary>
/// Redis where Redis:Url is set, else a SQLite file. Where anything else speaks of a cluster, a missing address is a mistake: two
/// processes with a file each would sell the same places twice.
/// </summary>
internal static class StoreChoice
{
    private static readonly string[] ClusterSections = ["Redis", "Cluster"];

    /// <exception cref="SettingsException">There is no address, and the service seems to be one of several.</exception>
    public static bool IsRedis(IConfiguration configuration)
    {
        if (configuration["Redis:Url"] is { Length: > 0 })
        {
            return true;
        }

        return WhyCluster(configuration) is { } reason
            ? throw new SettingsException([$"Redis:Url (REDIS_URL) must be the address of Redis, since {reason}: silos that each keep a file of their own would sell the same places twice."])
            : false;
    }

    private static string? WhyCluster(IConfiguration configuration)
    {
        if (configuration["KUBERNETES_SERVICE_HOST"] is { Length: > 0 })
        {
            return "this is Kubernetes";
        }

        // One that is there and empty is a variable that somebody forgot to fill.
        return configuration["REDIS_URL"] is { } ? "REDIS_URL is set"
            : ClusterSections.SelectMany(section => configuration.GetSection(section).AsEnumerable()).FirstOrDefault(static setting => setting.Value is not null) is { Key: { } key } ? $"{key} is set"
            : null;
    }
}
