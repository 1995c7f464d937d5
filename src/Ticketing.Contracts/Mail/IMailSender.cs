namespace Ticketing.Mail;

/// <summary>Sends letters. What goes wrong on the way is an outcome, not an exception.</summary>
public interface IMailSender
{
    Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default);
}
