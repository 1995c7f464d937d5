using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Harness;

/// <summary>A real redis-server over a folder of its own, which keeps every write before it acknowledges it.</summary>
internal sealed class RedisServer(params string[] options) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-redis-").FullName;
    private readonly int _port = ServiceProcess.FreePort();
    private Process? _process;

    public string Port => _port.ToString(CultureInfo.InvariantCulture);

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public string Url => $"redis://{Address}";

    /// <param name="options">As redis-server takes them on its command line; they win over those that every test has.</param>
    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        RedisServer server = new(options);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server", [
            "--port", Port, "--bind", "127.0.0.1", "--dir", _folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", .. options])
        { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await AnswersAsync(deadline.Token))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>It hangs: connections stay open, and nothing is answered.</summary>
    public void Hang() => Signal("-STOP");

    public void GoOn() => Signal("-CONT");

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", _port, cancellationToken);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[16];
            var read = await client.GetStream().ReadAsync(answer, cancellationToken);
            return Encoding.ASCII.GetString(answer, 0, read).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
