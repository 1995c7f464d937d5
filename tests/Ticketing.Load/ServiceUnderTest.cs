using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ticketing.Load;

/// <summary>The service that is loaded: one that runs already, or one that is built and started over a folder of its own.</summary>
internal sealed class ServiceUnderTest : IAsyncDisposable
{
    private readonly Process? _process;
    private readonly string? _folder;

    private ServiceUnderTest(Uri url, Process? process, string? folder)
    {
        Url = url;
        _process = process;
        _folder = folder;
    }

    public Uri Url { get; }

    /// <summary>Processor time used so far, in seconds; 0 when the service was not started here.</summary>
    public double CpuSeconds
    {
        get
        {
            _process?.Refresh();
            return _process?.TotalProcessorTime.TotalSeconds ?? 0;
        }
    }

    public static async Task<ServiceUnderTest> StartAsync(Options options)
    {
        if (options.Url is { } running)
        {
            return new ServiceUnderTest(running, null, null);
        }

        var project = Path.Combine(Root(), "src", "Ticketing.Silo");
        await RunAsync("dotnet", "build", "-c", "Release", "-v", "quiet", "--nologo", project);
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var folder = Directory.CreateTempSubdirectory("ticketing-load-").FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(project, "bin", "Release", "net10.0", "ticketing.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Storage__Path"] = folder;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var service = new ServiceUnderTest(url, process, folder);
        await service.ReadyAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        await RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
        Directory.Delete(_folder!, recursive: true);
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process!.HasExited)
            {
                // It is not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException("The service was not ready within 30 seconds.");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:\n{output}");
        }
    }

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Ticketing.Orleans.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("Ticketing.Orleans.sln is not above this program; name a running service with --url.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
