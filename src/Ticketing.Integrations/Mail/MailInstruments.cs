using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ticketing.Mail;

/// <summary>What mail measures of itself.</summary>
internal static class MailInstruments
{
    private static readonly Meter Meter = new("Ticketing.Mail");

    private static readonly Counter<long> Letters = Meter.CreateCounter<long>(
        "ticketing.mail.letters", "{letter}", "Letters that were to be sent, by what came of them and why");

    public static void Count(MailOutcome outcome) => Letters.Add(1, new TagList
    {
        new("outcome", outcome.Result switch
        {
            MailResult.Sent => "sent",
            MailResult.Kept => "kept",
            MailResult.Refused => "refused",
            MailResult.Off => "off",
            _ => "unavailable",
        }),
        new("reason", outcome.Trouble switch
        {
            MailTrouble.None => "none",
            MailTrouble.Address => "address",
            MailTrouble.Connection => "connection",
            MailTrouble.Encryption => "encryption",
            MailTrouble.Mechanism => "mechanism",
            MailTrouble.Login => "login",
            MailTrouble.Answer => "answer",
            MailTrouble.Timeout => "timeout",
            MailTrouble.Rest => "rest",
            _ => "folder",
        }),
    });
}
