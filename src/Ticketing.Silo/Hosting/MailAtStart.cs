using Ticketing.Mail;

namespace Ticketing.Hosting;

/// <summary>Says, once, that letters go nowhere: where there is no server in production, and wherever they can't be kept either.</summary>
internal sealed partial class MailAtStart(MailTransport mail, Readiness readiness, bool isProduction, ILogger<MailAtStart> log) : IStartCondition
{
    public Task RequireAsync()
    {
        mail.TryFolder();

        // Anybody may ask whether the service is ready; the log has all of it.
        readiness.Mail = () => isProduction || mail.IsOff ? mail.Notice : null;
        if (readiness.Mail() is not null && mail.Warning is { } warning)
        {
            LogNotSent(warning);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private partial void LogNotSent(string warning);
}
