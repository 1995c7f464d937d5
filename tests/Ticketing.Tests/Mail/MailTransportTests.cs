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
        Assert.Equal("Box office <box@example.com>", Letters.Header(letter.Content, "From"));
        Assert.Equal("Your ticket: Concert", Letters.Words(Letters.Header(letter.Content, "Subject")));
        Assert.Equal("<tickets.1.1@example.com>", Letters.Header(letter.Content, "Message-ID"));
        Assert.Equal("auto-generated", Letters.Header(letter.Content, "Auto-Submitted"));
        Assert.Equal(Letters.One.Text, Letters.Text(letter.Content, "text/plain"));
        Assert.Equal(Letters.One.Html, Letters.Text(letter.Content, "text/html"));
        Assert.Equal([1, 2, 3], Letters.Part(letter.Content, "application/pdf"));
        var parts = letter.Content.Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n");
        Assert.Contains("Content-Type: application/pdf; name=\"tickets.pdf\"", parts.Select(static line => line.Replace("name=tickets.pdf", "name=\"tickets.pdf\"", StringComparison.Ordinal)));
        Assert.Contains("Content-Disposition: attachment; filename=\"tickets.pdf\"", parts.Select(static line => line.Replace("name=tickets.pdf", "name=\"tickets.pdf\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("LOGIN")]
    [InlineData("PLAIN")]
    [InlineData("XOAUTH2", "PLAIN")]
    public async Task It_is_encrypted_and_the_sender_known_where_that_is_asked(params string[] mechanisms)
    {
        await using var server = new SmtpServer { Certificate = _certificate, Account = ("box", "päss:word"), Mechanisms = mechanisms };
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One, static options => options with { StartTls = true, User = "box", Password = "päss:word" }));
        Assert.True(Assert.Single(server.Letters).Encrypted);
    }

    [Theory]
    [InlineData("LOGIN")]
    [InlineData("PLAIN")]
    public async Task A_password_that_is_wrong_keeps_the_letter_for_later(string mechanism)
    {
        await using var server = new SmtpServer { Certificate = _certificate, Account = ("box", "right"), Mechanisms = [mechanism] };
        await UnavailableAsync(server, MailTrouble.Login, static options => options with { StartTls = true, User = "box", Password = "wrong" });
    }

    [Theory]
    [InlineData("It offers: none.")]
    [InlineData("It offers: XOAUTH2.", "XOAUTH2")]
    public async Task Where_nobody_can_log_in_nothing_is_sent_without(string expected, params string[] mechanisms)
    {
        // It would refuse the address of whoever did not log in, and not the sender.
        List<string> commands = [];
        await using var server = new SmtpServer { Certificate = _certificate, Account = ("box", "secret"), Mechanisms = mechanisms };
        server.Answer = command =>
        {
            commands.Add(command);
            return command is "RCPT" ? "550 relaying denied" : null;
        };
        var outcome = await UnavailableAsync(server, MailTrouble.Mechanism, static options => options with { StartTls = true, User = "box", Password = "secret" });
        Assert.EndsWith(expected, outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("MAIL", commands);
    }

    [Fact]
    public async Task A_server_that_wants_a_login_where_none_is_set_has_refused_nobody()
    {
        await using var server = new SmtpServer { Account = ("box", "secret"), Mechanisms = ["PLAIN"] };
        await UnavailableAsync(server, MailTrouble.Login, static options => options);
    }

    [Fact]
    public async Task An_address_beyond_ASCII_goes_to_a_server_that_takes_it()
    {
        await using var server = new SmtpServer { Extensions = ["SMTPUTF8"] };
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One with { To = "žofie@example.org" }));
        var letter = Assert.Single(server.Letters);
        Assert.Equal("žofie@example.org", letter.To);
        Assert.Equal("Ann Example <žofie@example.org>", Letters.Header(letter.Content, "To"));
    }

    [Fact]
    public async Task An_address_beyond_ASCII_is_refused_where_the_server_does_not_take_it()
    {
        await using var server = new SmtpServer();
        var outcome = await Send(server, Letters.One with { To = "žofie@example.org" });
        Assert.Equal((MailResult.Refused, MailTrouble.Address), (outcome.Result, outcome.Trouble));
        Assert.Empty(server.Letters);
    }

    [Fact]
    public async Task A_host_beyond_ASCII_is_written_in_ASCII_where_the_server_wants_it()
    {
        await using var server = new SmtpServer();
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One with { To = "ann@žižkov.example" }));
        Assert.Equal("ann@xn--ikov-kbbb.example", Assert.Single(server.Letters).To);
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
        await UnavailableAsync(server, MailTrouble.Encryption, static options => options with { StartTls = true, User = "box", Password = "secret" });
        Assert.DoesNotContain("AUTH", commands);
    }

    [Fact]
    public async Task A_server_that_can_not_prove_its_name_gets_no_letter()
    {
        using var other = SmtpServer.NewCertificate();
        await using var server = new SmtpServer { Certificate = other };
        await UnavailableAsync(server, MailTrouble.Encryption, static options => options with { StartTls = true });
    }

    [Theory]
    [InlineData("RCPT", "550 no such mailbox", MailResult.Refused)]
    [InlineData("RCPT", "553 not here", MailResult.Refused)]
    [InlineData("RCPT", "501 5.1.3 bad address", MailResult.Refused)]
    [InlineData("RCPT", "504 5.5.4 not for that", MailResult.Refused)]
    [InlineData("RCPT", "521 5.3.2 takes no mail", MailResult.Refused)]
    [InlineData("RCPT", "555 5.5.4 parameters", MailResult.Refused)]
    [InlineData("RCPT", "556 5.1.10 takes no mail", MailResult.Refused)]
    [InlineData("MAIL", "501 5.1.7 bad sender", MailResult.Unavailable)]
    [InlineData("END", "554 looks like spam", MailResult.Refused)]
    [InlineData("END", "552 mailbox is full", MailResult.Refused)]
    [InlineData("MAIL", "552 5.3.4 too large", MailResult.Refused)]
    [InlineData("DATA", "554 no", MailResult.Refused)]
    [InlineData("MAIL", "550 5.7.1 not from you", MailResult.Unavailable)]
    [InlineData("RCPT", "554 5.7.1 relay access denied", MailResult.Unavailable)]
    [InlineData("GREETING", "554 no service", MailResult.Unavailable)]
    [InlineData("EHLO", "550 not known here", MailResult.Unavailable)]
    [InlineData("RCPT", "450 come back later", MailResult.Unavailable)]
    [InlineData("RCPT", "451 trouble", MailResult.Unavailable)]
    [InlineData("MAIL", "421 closing", MailResult.Unavailable)]
    [InlineData("MAIL", "530 who are you", MailResult.Unavailable)]
    [InlineData("GREETING", "421 too busy", MailResult.Unavailable)]
    public async Task What_a_server_says_decides_whether_to_try_again(string command, string answer, MailResult expected)
    {
        await using var server = new SmtpServer { Answer = said => said == command || (command == "EHLO" && said == "HELO") ? answer : null };
        Assert.Equal(expected, (await Send(server, Letters.One)).Result);
    }

    [Theory]
    [InlineData("RCPT", "450 come back later", MailTrouble.Address)]
    [InlineData("RCPT", "550 no such mailbox", MailTrouble.Address)]
    [InlineData("RCPT", "554 5.7.1 relay access denied", MailTrouble.Answer)]
    [InlineData("MAIL", "451 trouble", MailTrouble.Answer)]
    public async Task What_a_server_says_of_an_address_is_told_from_what_it_says_of_itself(string command, string answer, MailTrouble expected)
    {
        await using var server = new SmtpServer { Answer = said => said == command ? answer : null };
        Assert.Equal(expected, (await Send(server, Letters.One)).Trouble);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outcome()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var outcome = await new MailTransport(Options(port), TimeProvider.System).SendAsync(Letters.One);
        Assert.Equal((MailResult.Unavailable, MailTrouble.Connection), (outcome.Result, outcome.Trouble));
    }

    [Fact]
    public async Task A_silent_server_holds_nobody_who_stops_waiting()
    {
        await using var server = new SmtpServer { IsSilent = true };
        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new MailTransport(Options(server.Port), TimeProvider.System).SendAsync(Letters.One, patience.Token));
    }

    [Fact]
    public async Task A_calendar_entry_says_how_it_is_written_and_what_it_is_for()
    {
        await using var server = new SmtpServer();
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One with
        {
            Attachments = [new MailAttachment("event.ics", Ticketing.Tickets.ITicketDocuments.CalendarType, new byte[] { 1 })],
        }));
        var type = Assert.Single(server.Letters).Content.Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n")
            .Single(static line => line.StartsWith("Content-Type: text/calendar", StringComparison.Ordinal)).Replace("\"", "", StringComparison.Ordinal);
        Assert.Equal(["Content-Type: text/calendar", "charset=utf-8", "method=PUBLISH", "name=event.ics"], type.Split("; "));
    }

    [Fact]
    public async Task No_name_brings_a_header_or_a_recipient_of_its_own()
    {
        const string attack = "Ann\r\nBcc: mallory@example.org\r\n\r\nbody\u2028x\0, mallory@example.org <m@example.org>";
        await using var server = new SmtpServer();
        Assert.Equal(MailOutcome.Sent, await Send(server, Letters.One with
        {
            ToName = attack,
            Subject = attack,
            Id = "a\r\nBcc: mallory@example.org",
            Attachments = [new MailAttachment("a\r\nBcc: m@example.org\"; x=\"", "application/pdf", new byte[] { 1 })],
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
    [InlineData("a23456789a23456789a23456789a23456789a23456789a23456789a2345678945@example.org")]
    public async Task What_is_no_address_is_refused_before_anything_is_sent(string address)
    {
        await using var server = new SmtpServer();
        Assert.Equal(MailResult.Refused, (await Send(server, Letters.One with { To = address })).Result);
        Assert.Empty(server.Letters);
    }

    [Fact]
    public async Task Without_a_server_letters_are_kept_as_files()
    {
        var transport = new MailTransport(Options(0) with { Host = null, Folder = _folder }, TimeProvider.System);
        Assert.Equal(MailOutcome.Kept, await transport.SendAsync(Letters.One));
        Assert.Equal(MailOutcome.Kept, await transport.SendAsync(Letters.One with { ToName = null }));
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
            Assert.Equal(MailResult.Unavailable, (await new MailTransport(Options(0) with { Host = null, Folder = _folder }, TimeProvider.System).SendAsync(Letters.One)).Result);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public async Task A_folder_that_could_never_be_written_is_no_failure_of_each_letter()
    {
        await File.WriteAllTextAsync(_folder, "a file");
        var transport = new MailTransport(Options(0) with { Host = null, Folder = _folder }, TimeProvider.System);
        transport.TryFolder();
        Assert.True(transport.IsOff);
        var outcome = await transport.SendAsync(Letters.One);
        Assert.Equal((MailResult.Off, MailTrouble.Folder), (outcome.Result, outcome.Trouble));

        File.Delete(_folder);
        Assert.Equal(MailOutcome.Kept, await transport.SendAsync(Letters.One));
        Assert.False(transport.IsOff);
        transport.TryFolder();
        Assert.Single(Directory.GetFiles(_folder));
    }

    private async Task<MailOutcome> UnavailableAsync(SmtpServer server, MailTrouble trouble, Func<MailOptions, MailOptions> change)
    {
        var outcome = await Send(server, Letters.One, change);
        Assert.Equal((MailResult.Unavailable, trouble), (outcome.Result, outcome.Trouble));
        Assert.Empty(server.Letters);
        return outcome;
    }

    private Task<MailOutcome> Send(SmtpServer server, MailLetter letter, Func<MailOptions, MailOptions>? change = null)
    {
        var options = Options(server.Port);
        return new MailTransport(change is null ? options : change(options), TimeProvider.System)
        {
            Trust = (_, shown, _, _) => shown is not null && shown.GetCertHashString() == _certificate.Thumbprint,
        }.SendAsync(letter);
    }

    private static MailOptions Options(int port) => new() { Host = "localhost", Port = port, StartTls = false, From = new MailAddress("box@example.com", "Box office", Encoding.UTF8) };
}
