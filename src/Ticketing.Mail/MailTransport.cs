using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Authentication;
using System.Text;

namespace Ticketing.Mail;

/// <summary>One attempt to hand a letter to the SMTP server, or to put it into the folder.</summary>
public sealed class MailTransport(MailOptions options) : IMailSender
{
    public async Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default)
    {
        // Exactly one address: a list, or a name before it, would be read as somebody else's.
        if (!MailAddress.TryCreate(letter.To, out var address) || address.Address != letter.To)
        {
            return new MailOutcome(MailResult.Refused, "It is no mail address.");
        }

        try
        {
            using var message = Message(letter);
            using var client = Client();
            await client.SendMailAsync(message, cancellationToken);
            return MailOutcome.Sent;
        }
        catch (FormatException e)
        {
            return new MailOutcome(MailResult.Refused, e.Message);
        }
        catch (SmtpException e)
        {
            return new MailOutcome(IsForGood(e) ? MailResult.Refused : MailResult.Unavailable, $"{e.StatusCode}: {(e.InnerException ?? e).Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AuthenticationException)
        {
            return new MailOutcome(MailResult.Unavailable, e.Message);
        }
    }

    /// <summary>
    /// Whether the server speaks of this letter or this address, and not of itself or of us: only then does trying again
    /// help nobody.
    /// </summary>
    private static bool IsForGood(SmtpException e) => e.StatusCode is
        SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.ExceededStorageAllocation
        or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.TransactionFailed;

    private SmtpClient Client()
    {
        if (options.Host is { } host)
        {
            return new SmtpClient(host, options.Port)
            {
                EnableSsl = options.StartTls,
                UseDefaultCredentials = false,
                Credentials = options.User is { } user ? new NetworkCredential(user, options.Password) : null,
            };
        }

        var folder = Path.GetFullPath(options.Folder);
        Directory.CreateDirectory(folder);
        return new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = folder };
    }

    private MailMessage Message(MailLetter letter)
    {
        var message = new MailMessage(options.From, new MailAddress(letter.To, letter.ToName is { } name ? Line(name) : null, Encoding.UTF8))
        {
            Subject = Line(letter.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Message-ID", $"<{Line(letter.Id)}@{options.From.Host}>");

        // Out-of-office answers are not wanted.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(letter.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(letter.Html, MediaTypeNames.Text.Html));
        foreach (var file in letter.Attachments)
        {
            message.Attachments.Add(new Attachment(new MemoryStream(file.Content.ToArray(), writable: false), Line(file.FileName), file.MediaType)
            {
                TransferEncoding = TransferEncoding.Base64,
            });
        }

        return message;
    }

    private static AlternateView View(string text, string mediaType)
    {
        var view = AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, mediaType);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }

    /// <summary>What stands in a header is one line: otherwise a name could bring headers of its own.</summary>
    private static string Line(string text) => string.Concat(text.Select(static letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter));
}
