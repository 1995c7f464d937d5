using System.Globalization;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Harness;

/// <summary>Silos as processes of their own over one Redis.</summary>
internal static class SiloProcesses
{
    public static Task<ServiceProcess> StartAsync(RedisServer redis) => ServiceProcess.StartAsync(new Dictionary<string, string>
    {
        ["Redis__Url"] = redis.Url,
        ["Cluster__SiloPort"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
    });
}
