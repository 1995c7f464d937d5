using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Harness;

/// <summary>A service that all tests of a class share.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-http-").FullName;
    private ServiceProcess? _service;

    public HttpClient Client => _service!.Client;

    public async Task InitializeAsync() => _service = await ServiceProcess.StartAsync(_folder);

    public Task DisposeAsync()
    {
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
