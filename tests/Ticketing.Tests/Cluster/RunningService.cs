using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Harness;

/// <summary>Two silos that all tests of a class share; the tests talk to the second.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private RedisServer? _redis;
    private ServiceProcess? _first;
    private ServiceProcess? _second;

    public HttpClient Client => _second!.Client;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _first = await SiloProcesses.StartAsync(_redis);
        _second = await SiloProcesses.StartAsync(_redis);
    }

    public Task DisposeAsync()
    {
        _second?.Dispose();
        _first?.Dispose();
        _redis?.Dispose();
        return Task.CompletedTask;
    }
}
