using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Ticketing.Mail;

/// <summary>One attempt to hand a letter to the SMTP server, or to put it into the folder.</summary>
public sealed class MailTransport(MailOptions options, TimeProvider time) : IMailSender
{
    /// <summary>Whether a server is who it says. Null: as this machine's certificates tell.</summary>
    public RemoteCertificateValidationCallback? Trust { get; init; }

    private volatile string? _fault;

    /// <summary>Letters are neither sent nor kept.</summary>
    public bool IsOff => _fault is not null;

    /// <summary>What becomes of letters, for whoever asks: without where the folder is on this machine. Null: they are sent.</summary>
    public string? Notice => options.Host is not null ? null
        : IsOff ? "Letters are neither sent nor kept: Mail:Host is not set, and the folder Mail:Folder can't be written."
        : "Letters are not sent: Mail:Host is not set. They are kept in the folder Mail:Folder.";

    /// <summary>The same for whoever runs the service, with the folder and why it can't be written.</summary>
    public string? Warning => options.Host is not null ? null
        : _fault is { } fault ? $"Letters are neither sent nor kept: Mail:Host is not set, and the folder {Folder} (Mail:Folder) can't be written: {fault}"
        : $"Letters are not sent: Mail:Host is not set. They are kept in the folder {Folder} (Mail:Folder).";

    private string Folder => Path.GetFullPath(options.Folder);

    /// <summary>Finds out, where there is no server, whether the folder can be written. If not, no letter is tried again for it.</summary>
    public void TryFolder()
    {
        try
        {
            if (options.Host is null)
            {
                using var probe = File.Create(Path.Combine(Directory.CreateDirectory(Folder).FullName, $"{Path.GetRandomFileName()}.part"), 1, FileOptions.DeleteOnClose);
            }

            _fault = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fault = Line(e.Message);
        }
    }

    public async Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default)
    {
        // Exactly one address: a list, or a name before it, would be read as somebody else's.
        if (!Mailbox.IsOne(letter.To))
        {
            return new MailOutcome(MailResult.Refused, "It is no mail address.", MailTrouble.Address);
        }

        try
        {
            using var message = Message(letter);
            return options.Host is { } host ? await SendAsync(host, message, cancellationToken) : await KeepAsync(message, cancellationToken);
        }
        catch (FormatException e)
        {
            return new MailOutcome(MailResult.Refused, e.Message, MailTrouble.Address);
        }
    }

    private async Task<MailOutcome> SendAsync(string host, MimeMessage message, CancellationToken cancellationToken)
    {
        // Revocation is not looked up, since nothing but the server need be reachable from here.
        using var client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = Trust };
        var lacking = MailTrouble.Encryption;
        try
        {
            await client.ConnectAsync(host, options.Port, options.StartTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None, cancellationToken);
            lacking = MailTrouble.Mechanism;
            if (options is { User: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(Encoding.UTF8, user, password, cancellationToken);
            }

            lacking = MailTrouble.Answer;
            var isInternational = message.To.Mailboxes.Any(static to => !Ascii.IsValid(to.LocalPart));
            if (isInternational && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            {
                return new MailOutcome(MailResult.Refused, "The server takes no address with letters beyond ASCII (SMTPUTF8).", MailTrouble.Address);
            }

            var format = FormatOptions.Default.Clone();
            format.International = isInternational;
            await client.SendAsync(format, message, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
            return MailOutcome.Sent;
        }
        catch (SmtpCommandException e)
        {
            var isForGood = lacking == MailTrouble.Answer && IsForGood(e);

            // Not now for this address (a full mailbox, a server that tries newcomers' patience) says nothing about others.
            var isOfAddress = e.ErrorCode == SmtpErrorCode.RecipientNotAccepted && !IsOfUs(e);
            return new MailOutcome(
                isForGood ? MailResult.Refused : MailResult.Unavailable, Line($"{e.StatusCode:D}: {e.Message}"), isOfAddress ? MailTrouble.Address : MailTrouble.Answer);
        }
        catch (NotSupportedException e)
        {
            var offered = lacking == MailTrouble.Mechanism ? $" It offers: {string.Join(' ', client.AuthenticationMechanisms.Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}." : "";
            return Unavailable(lacking, e.Message + offered);
        }
        catch (SslHandshakeException e)
        {
            return Unavailable(MailTrouble.Encryption, (e.InnerException ?? e).Message);
        }
        catch (Exception e) when (e is AuthenticationException or ServiceNotAuthenticatedException)
        {
            return Unavailable(MailTrouble.Login, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or TimeoutException)
        {
            return Unavailable(MailTrouble.Connection, e.Message);
        }
    }

    private async Task<MailOutcome> KeepAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var folder = Directory.CreateDirectory(Folder).FullName;
            var name = string.Create(CultureInfo.InvariantCulture, $"{message.Date.UtcDateTime:yyyyMMdd'T'HHmmss}-{Path.GetRandomFileName()}");
            var format = FormatOptions.Default.Clone();
            (format.NewLineFormat, format.International) = (NewLineFormat.Dos, true);

            // Whoever looks into the folder finds whole letters alone.
            var unfinished = Path.Combine(folder, name + ".part");
            await message.WriteToAsync(format, unfinished, cancellationToken);
            File.Move(unfinished, Path.Combine(folder, name + ".eml"));
            _fault = null;
            return MailOutcome.Kept;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return IsOff ? new MailOutcome(MailResult.Off, Line(e.Message), MailTrouble.Folder) : Unavailable(MailTrouble.Folder, e.Message);
        }
    }

    /// <summary>
    /// Whether the server speaks of this letter or this address, and not of itself or of us: only then does trying again
    /// help nobody.
    /// </summary>
    private bool IsForGood(SmtpCommandException e) => (int)e.StatusCode switch
    {
        // Too much for the mailbox.
        552 => true,

        // No such mailbox, not here, no such name, the transaction failed.
        550 or 551 or 553 or 554 => e.ErrorCode != SmtpErrorCode.SenderNotAccepted && !IsOfUs(e),

        // An address that the server can't read, parameters that it lacks for it, a domain that takes no mail (RFC 7504).
        501 or 504 or 521 or 555 or 556 => e.ErrorCode == SmtpErrorCode.RecipientNotAccepted,
        _ => false,
    };

    /// <summary>A relay that wants credentials of whoever has none says so of each address (5.7, RFC 3463: security).</summary>
    private bool IsOfUs(SmtpCommandException e) =>
        options.User is null && e.ErrorCode == SmtpErrorCode.RecipientNotAccepted && e.Message.StartsWith("5.7.", StringComparison.Ordinal);

    private static MailOutcome Unavailable(MailTrouble trouble, string reason) => new(MailResult.Unavailable, Line(reason), trouble);

    private MimeMessage Message(MailLetter letter)
    {
        var message = new MimeMessage
        {
            Date = time.GetUtcNow(),
            Subject = Line(letter.Subject),
            MessageId = $"{string.Concat(letter.Id.Select(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '-' ? sign : '-'))}@{options.From.Host}",
        };
        message.From.Add(new MailboxAddress(Encoding.UTF8, options.From.DisplayName, options.From.Address));
        message.To.Add(new MailboxAddress(Encoding.UTF8, letter.ToName is { } name ? Line(name) : null, letter.To));

        if (letter.ReplyTo is { } answers)
        {
            message.ReplyTo.Add(new MailboxAddress(Encoding.UTF8, null, answers));
        }

        // Out-of-office answers are not wanted.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var texts = new MultipartAlternative { Part("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(letter.Text)), Part("text/html; charset=utf-8", Encoding.UTF8.GetBytes(letter.Html)) };
        message.Body = letter.Attachments.IsEmpty ? texts : new Multipart("mixed") { texts };
        foreach (var file in letter.Attachments)
        {
            var part = Part(file.MediaType, file.Content.ToArray());
            part.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment);
            part.FileName = Line(file.FileName);
            ((Multipart)message.Body).Add(part);
        }

        return message;
    }

    private static MimePart Part(string mediaType, byte[] content) => new(ContentType.Parse(mediaType))
    {
        Content = new MimeContent(new MemoryStream(content, writable: false)),
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    /// <summary>What stands in a header is one line: otherwise a name could bring headers of its own.</summary>
    private static string Line(string text) => string.Concat(text.Select(static letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter));
}
