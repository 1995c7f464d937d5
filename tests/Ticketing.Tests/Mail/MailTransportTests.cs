#pragma warning disable SYSLIB0014 // the one place where SmtpClient asks which certificates are trusted
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ticketing.Mail;

namespace Ticketing.Tests.Mail;

/// <summary>Letters over a real connection, to a server that takes them and to servers that don't.</summary>
public sealed class MailTransportTests : IDisposable
{
    private readonly X509Certificate2 _certificate = SmtpServer.NewCertificate();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        ServicePointManager.ServerCertificateValidationCallback = null;
        _certificate.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_letter_arrives_with_both_texts_and_its_files()
    {
        await using var server = new SmtpServer();
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One));
        var letter = Assert.Single(server.Letters);
        Assert.Equal(("box@example.com", "ann@example.org", false), (letter.From, letter.To, letter.Encrypted));
        Assert.Equal("\"Box office\" <box@example.com>", Letters.Header(letter.Content, "From"));
        Assert.Equal("Your ticket: Concert", Letters.Words(Letters.Header(letter.Content, "Subject")));
        Assert.Equal("<tickets.1.1@example.com>", Letters.Header(letter.Content, "Message-ID"));
        Assert.Equal("auto-generated", Letters.Header(letter.Content, "Auto-Submitted"));
        Assert.Equal(Letters.One.Text, Letters.Text(letter.Content, "text/plain"));
        Assert.Equal(Letters.One.Html, Letters.Text(letter.Content, "text/html"));
        Assert.Equal([1, 2, 3], Letters.Part(letter.Content, "application/pdf"));
    }

    [Fact]
    public async Task It_is_encrypted_and_the_sender_known_where_that_is_asked()
    {
        Trust(_certificate);
        await using var server = new SmtpServer { Certificate = _certificate, Account = ("box", "päss:word") };
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One, static options => options with { StartTls = true, User = "box", Password = "päss:word" }));
        Assert.True(Assert.Single(server.Letters).Encrypted);
    }

    [Fact]
    public async Task A_password_that_is_wrong_keeps_the_letter_for_later()
    {
        Trust(_certificate);
        await using var server = new SmtpServer { Certificate = _certificate, Account = ("box", "right") };
        await UnavailableAsync(server, static options => options with { StartTls = true, User = "box", Password = "wrong" });
    }

    [Fact]
    public async Task Without_encryption_nothing_is_said_where_it_is_asked_for()
    {
        await using var server = new SmtpServer { Account = ("box", "secret") };
        List<string> commands = [];
        server.Answer = command =>
        {
            commands.Add(command);
            return null;
        };
        await UnavailableAsync(server, static options => options with { StartTls = true, User = "box", Password = "secret" });
        Assert.DoesNotContain("AUTH", commands);
    }

    [Fact]
    public async Task A_server_that_can_not_prove_its_name_gets_no_letter()
    {
        await using var server = new SmtpServer { Certificate = _certificate };
        await UnavailableAsync(server, static options => options with { StartTls = true });
    }

    [Theory]
    [InlineData("RCPT", "550 no such mailbox", MailResult.Refused)]
    [InlineData("RCPT", "553 not here", MailResult.Refused)]
    [InlineData("END", "554 looks like spam", MailResult.Refused)]
    [InlineData("END", "552 mailbox is full", MailResult.Refused)]
    [InlineData("RCPT", "450 come back later", MailResult.Unavailable)]
    [InlineData("RCPT", "451 trouble", MailResult.Unavailable)]
    [InlineData("MAIL", "421 closing", MailResult.Unavailable)]
    [InlineData("MAIL", "530 who are you", MailResult.Unavailable)]
    [InlineData("GREETING", "421 too busy", MailResult.Unavailable)]
    public async Task What_a_server_says_decides_whether_to_try_again(string command, string answer, MailResult expected)
    {
        await using var server = new SmtpServer { Answer = said => said == command ? answer : null };
        Assert.Equal(expected, (await Send(server, Letters.One)).Result);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outcome()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal(MailResult.Unavailable, (await new MailTransport(Options(port)).SendAsync(Letters.One)).Result);
    }

    [Fact]
    public async Task A_silent_server_holds_nobody_who_stops_waiting()
    {
        await using var server = new SmtpServer { IsSilent = true };
        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new MailTransport(Options(server.Port)).SendAsync(Letters.One, patience.Token));
    }

    [Fact]
    public async Task No_name_brings_a_header_or_a_recipient_of_its_own()
    {
        const string attack = "Ann\r\nBcc: mallory@example.org\r\n\r\nbody\u2028x\0, mallory@example.org <m@example.org>";
        await using var server = new SmtpServer();
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One with
        {
            ToName = attack, Subject = attack, Id = "a\r\nBcc: mallory@example.org", Attachments = [new MailAttachment("a\r\nBcc: m@example.org\"; x=\"", "application/pdf", new byte[] { 1 })],
        }));
        var letter = Assert.Single(server.Letters);
        Assert.Equal("ann@example.org", letter.To);
        Assert.DoesNotContain(letter.Content.Split("\r\n"), static line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("Ann  Bcc: mallory@example.org    body x , mallory@example.org <m@example.org>", Letters.Words(Letters.Header(letter.Content, "Subject")));
    }

    [Theory]
    [InlineData("ann@example.org\r\nBcc: mallory@example.org")]
    [InlineData("ann@example.org, mallory@example.org")]
    [InlineData("nobody")]
    [InlineData("")]
    public async Task What_is_no_address_is_refused_before_anything_is_sent(string address)
    {
        await using var server = new SmtpServer();
        Assert.Equal(MailResult.Refused, (await Send(server, Letters.One with { To = address })).Result);
        Assert.Empty(server.Letters);
    }

    [Fact]
    public async Task Without_a_server_letters_are_kept_as_files()
    {
        var transport = new MailTransport(Options(0) with { Host = null, Folder = _folder });
        Assert.Equal(MailOutcome.Sent, await transport.SendAsync(Letters.One));
        Assert.Equal(MailOutcome.Sent, await transport.SendAsync(Letters.One with { ToName = null }));
        var files = Directory.GetFiles(_folder);
        Assert.Equal(2, files.Length);
        Assert.All(files, static file => Assert.EndsWith(".eml", file, StringComparison.Ordinal));
        Assert.Equal(Letters.One.Html, Letters.Text(await File.ReadAllTextAsync(files[0]), "text/html"));
    }

    [Fact]
    public async Task A_folder_that_can_not_be_written_is_an_outcome()
    {
        await File.WriteAllTextAsync(_folder, "a file");
        try
        {
            Assert.Equal(MailResult.Unavailable, (await new MailTransport(Options(0) with { Host = null, Folder = _folder }).SendAsync(Letters.One)).Result);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    private static async Task UnavailableAsync(SmtpServer server, Func<MailOptions, MailOptions> change)
    {
        Assert.Equal(MailResult.Unavailable, (await Send(server, Letters.One, change)).Result);
        Assert.Empty(server.Letters);
    }

    private static Task<MailOutcome> Send(SmtpServer server, MailLetter letter, Func<MailOptions, MailOptions>? change = null)
    {
        var options = Options(server.Port);
        return new MailTransport(change is null ? options : change(options)).SendAsync(letter);
    }

    private static MailOptions Options(int port) => new() { Host = "localhost", Port = port, StartTls = false, From = new MailAddress("box@example.com", "Box office", Encoding.UTF8) };

    private static void Trust(X509Certificate2 known) =>
        ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, _) => shown is not null && shown.GetCertHashString() == known.Thumbprint;
}
