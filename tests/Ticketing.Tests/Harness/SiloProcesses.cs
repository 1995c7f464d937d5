using System.Globalization;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Harness;

/// <summary>Silos as processes of their own over one Redis.</summary>
internal static class SiloProcesses
{
    public static Task<ServiceProcess> StartAsync(RedisServer redis, params (string Name, string Value)[] settings) =>
        ServiceProcess.StartAsync(Describe(redis, settings));

    /// <summary>Starts a silo of another build.</summary>
    public static Task<ServiceProcess> StartAsync(RedisServer redis, NextBuild build) =>
        ServiceProcess.StartAsync(Describe(redis, []), program: build.Program);

    /// <summary>Starts a silo that must not serve: how it ended, and what it said to the standard error.</summary>
    public static Task<(int ExitCode, string Error)> RefusedAsync(RedisServer redis, params (string Name, string Value)[] settings) =>
        ServiceProcess.RefusedAsync(new Dictionary<string, string>(Describe(redis, settings))
        {
            ["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ServiceProcess.FreePort()}"),
        });

    private static Dictionary<string, string> Describe(RedisServer redis, (string Name, string Value)[] settings)
    {
        Dictionary<string, string> described = new()
        {
            ["Redis__Url"] = redis.Url,
            ["Cluster__SiloPort"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            ["Cluster__GatewayPort"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in settings)
        {
            described[name] = value;
        }

        return described;
    }
}
