#!/usr/bin/env bash
# MailKit 4.18.2: a letter to an address with letters beyond ASCII before the @, to a server that does not offer SMTPUTF8.
# Expected: it is refused here, since such an address can't be written without that extension (RFC 6531, 3.2).
# Seen: only the domain is encoded; the local part is sent as UTF-8 in RCPT TO all the same.
# Ends with 0 while it is so, with 1 once nothing beyond ASCII is sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package MailKit@4.18.2
#:property PublishAot=false
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

using TcpListener listener = new(IPAddress.Loopback, 0);
listener.Start();
List<string> said = [];
var server = ServeAsync();
MimeMessage letter = new(new[] { new MailboxAddress(null, "shop@example.org") }, new[] { new MailboxAddress(null, "jörg@müller.example") }, "Tickets", new TextPart("plain") { Text = "Here they are." });
var refusal = "";
try
{
    using SmtpClient client = new();
    await client.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, SecureSocketOptions.None);
    await client.SendAsync(letter);
    await client.DisconnectAsync(true);
}
catch (Exception e)
{
    refusal = e.Message;
}

var recipient = said.FirstOrDefault(static line => line.StartsWith("RCPT", StringComparison.Ordinal));
Console.WriteLine($"MailKit 4.18.2 said: {recipient ?? "nothing (" + refusal + ")"}");
return recipient is not null && !Ascii.IsValid(recipient) ? 0 : 1;

async Task ServeAsync()
{
    using var client = await listener.AcceptTcpClientAsync();
    await using var stream = client.GetStream();
    using StreamReader reader = new(stream, Encoding.UTF8);
    async Task AnswerAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));
    await AnswerAsync("220 mail.example");
    while (await reader.ReadLineAsync() is { } line)
    {
        said.Add(line);
        await AnswerAsync(line.Split(' ')[0] switch { "EHLO" => "250-mail.example\r\n250 8BITMIME", "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 good" });
        if (line == "DATA")
        {
            while (await reader.ReadLineAsync() is not "." and not null)
            {
            }

            await AnswerAsync("250 taken");
        }
    }
}
CODE
dotnet run Program.cs
