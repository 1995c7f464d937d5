using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Ticketing.Tests.Processes;

/// <summary>The service as a process of its own, over a folder that outlives it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;
    private readonly ProcessLog _errors = new();

    private ServiceProcess(Process process, Uri url)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Client { get; }

    public int Id => _process.Id;

    public static Task<ServiceProcess> StartAsync(string folder) =>
        StartAsync(new Dictionary<string, string> { ["Storage__Path"] = folder });

    /// <summary>What the process writes to its standard output.</summary>
    public ProcessLog Output { get; } = new();

    /// <summary>Starts the service where <paramref name="folder"/> is the current one: its appsettings and .env are those that count.</summary>
    public static async Task<ServiceProcess> StartAsync(IReadOnlyDictionary<string, string> settings, string? folder = null, string? program = null)
    {
        // Whoever says PORT wants to see that this is where the service listens.
        var port = settings.TryGetValue("PORT", out var given) ? int.Parse(given, CultureInfo.InvariantCulture) : FreePort();
        var url = new Uri($"http://127.0.0.1:{port}");
        var start = Describe(settings, folder, program);
        if (given is null)
        {
            start.Environment["ASPNETCORE_URLS"] = url.ToString();
        }

        var process = Process.Start(start)!;
        var service = new ServiceProcess(process, url);
        process.OutputDataReceived += (_, line) => service.Output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => service._errors.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await service.ReadyAsync();
            return service;
        }
        catch
        {
            // Nobody else knows of it: it would outlive the tests.
            service.Dispose();
            throw;
        }
    }

    /// <summary>Starts a service that its settings forbid: how it ended, and what it said to the standard error.</summary>
    public static async Task<(int ExitCode, string Error)> RefusedAsync(IReadOnlyDictionary<string, string> settings, string? folder = null)
    {
        using var process = Process.Start(Describe(settings, folder))!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            var error = await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, error);
        }
        finally
        {
            // One that did start would go on for good.
            process.Kill();
        }
    }

    private static ProcessStartInfo Describe(IReadOnlyDictionary<string, string> settings, string? folder, string? program = null)
    {
        var start = new ProcessStartInfo("dotnet", [program ?? typeof(RandomIdSource).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Ends the process at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks the process to end, and waits a little longer than it may take (Cluster:DrainTime): its exit code.</summary>
    public int Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        return _process.WaitForExit(TimeSpan.FromSeconds(30)) ? _process.ExitCode : throw new TimeoutException("The service did not stop within 30 seconds.");
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        Client.Dispose();
    }

    private async Task ReadyAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var response = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), deadline.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It is not listening yet.
                Assert.False(_process.HasExited, $"The service did not start: {string.Join('\n', _errors.Lines.Concat(Output.Lines))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    /// <summary>
    /// A port that nobody listens on, below those that the system gives to outgoing connections: until the process that it is for listens, one of
    /// the other tests' could have it.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 20_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }
}
