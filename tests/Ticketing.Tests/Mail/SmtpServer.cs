using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ticketing.Tests.Mail;

/// <summary>An SMTP server on this machine (RFC 5321, with STARTTLS, AUTH PLAIN and LOGIN) that behaves as a test wishes.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Task _accepting;

    public SmtpServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<Received> Letters { get; } = [];

    /// <summary>Connections so far.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Offers STARTTLS with it, and takes no letter without.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Takes letters only of whoever knows it.</summary>
    public (string User, string Password)? Account { get; init; }

    /// <summary>How it says one can log in, where there is an account. Empty: it does not say that one can.</summary>
    public string[] Mechanisms { get; init; } = ["LOGIN"];

    /// <summary>What it says besides that it can do.</summary>
    public string[] Extensions { get; init; } = [];

    /// <summary>What is said to a command, by its first word; null: what is usual.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    /// <summary>Waits for good before it greets.</summary>
    public bool IsSilent { get; set; }

    public static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            if (IsSilent)
            {
                await Task.Delay(Timeout.Infinite, _stopping.Token);
            }

            await new Session(this, client.GetStream()).RunAsync(_stopping.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away.
        }
    }

    /// <summary>A letter as it came.</summary>
    internal sealed record Received(string From, string To, string Content, bool Encrypted);

    private sealed class Session(SmtpServer server, Stream stream)
    {
        private Stream _stream = stream;
        private string _from = "";
        private string _to = "";
        private bool _encrypted;
        private bool _known;

        public async Task RunAsync(CancellationToken stopping)
        {
            await SayAsync(server.Answer("GREETING") ?? "220 test", stopping);
            while (await LineAsync(stopping) is { } line)
            {
                var command = line.Split(' ', ':')[0].ToUpperInvariant();
                if (server.Answer(command) is { } answer)
                {
                    await SayAsync(answer, stopping);
                    continue;
                }

                switch (command)
                {
                    case "EHLO":
                        await SayAsync(string.Join("\r\n250-", ["250-test", .. Extensions()]) + "\r\n250 8BITMIME", stopping);
                        break;
                    case "STARTTLS":
                        await SayAsync("220 go", stopping);
                        var secured = new SslStream(_stream);
                        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server.Certificate }, stopping);
                        (_stream, _encrypted) = (secured, true);
                        break;
                    case "AUTH":
                        await LogInAsync(line, stopping);
                        break;
                    case "MAIL" when (server.Certificate is not null && !_encrypted) || (server.Account is not null && !_known):
                        await SayAsync("530 not like this", stopping);
                        break;
                    case "MAIL":
                        _from = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                        await SayAsync("250 ok", stopping);
                        break;
                    case "RCPT":
                        _to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                        await SayAsync("250 ok", stopping);
                        break;
                    case "RSET":
                        await SayAsync("250 ok", stopping);
                        break;
                    case "DATA":
                        await TakeAsync(stopping);
                        break;
                    case "QUIT":
                        await SayAsync("221 bye", stopping);
                        return;
                    default:
                        await SayAsync("502 what?", stopping);
                        break;
                }
            }
        }

        private IEnumerable<string> Extensions() =>
        [
            .. server.Certificate is null || _encrypted ? [] : new[] { "STARTTLS" },
            .. server.Account is null || server.Mechanisms.Length == 0 ? [] : new[] { $"AUTH {string.Join(' ', server.Mechanisms)}" },
            .. server.Extensions,
        ];

        private async Task LogInAsync(string line, CancellationToken stopping)
        {
            var parts = line.Split(' ');
            if (!server.Mechanisms.Contains(parts[1]))
            {
                await SayAsync("504 not like this", stopping);
                return;
            }

            if (parts[1] == "PLAIN")
            {
                var said = Decode(parts.Length > 2 ? parts[2] : await AskAsync("334 ", stopping)).Split('\0');
                _known = said.Length == 3 && server.Account == (said[1], said[2]);
                await SayAsync(_known ? "235 welcome" : "535 unknown", stopping);
                return;
            }

            var user = parts.Length > 2 ? parts[2] : await AskAsync("334 VXNlcm5hbWU6", stopping);
            var password = await AskAsync("334 UGFzc3dvcmQ6", stopping);
            _known = server.Account == (Decode(user), Decode(password));
            await SayAsync(_known ? "235 welcome" : "535 unknown", stopping);

            static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }

        private async Task<string> AskAsync(string question, CancellationToken stopping)
        {
            await SayAsync(question, stopping);
            return await LineAsync(stopping) ?? "";
        }

        private async Task TakeAsync(CancellationToken stopping)
        {
            await SayAsync("354 go on", stopping);
            StringBuilder content = new();
            while (await LineAsync(stopping) is { } line && line != ".")
            {
                content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            server.Letters.Enqueue(new Received(_from, _to, content.ToString(), _encrypted));
            await SayAsync(server.Answer("END") ?? "250 taken", stopping);
        }

        private async Task SayAsync(string text, CancellationToken stopping) => await _stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), stopping);

        /// <summary>Byte by byte, so that nothing of what follows STARTTLS is read before it.</summary>
        private async Task<string?> LineAsync(CancellationToken stopping)
        {
            List<byte> line = [];
            var one = new byte[1];
            while (await _stream.ReadAsync(one, stopping) == 1)
            {
                if (one[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                }

                line.Add(one[0]);
            }

            return null;
        }
    }
}
