using System.Globalization;
using System.Net;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>The letter with a link that signs in.</summary>
internal static class LinkLetter
{
    private static readonly Words English = new(
        "en",
        "Your link to sign in",
        "This link signs you in. It can be used once, until {0} UTC:",
        "If you did not ask for it, nothing happens unless somebody opens it: just delete this letter. Nobody who works here will ever ask you for it.");

    private static readonly Words German = new(
        "de",
        "Ihr Link zum Anmelden",
        "Mit diesem Link melden Sie sich an. Er gilt einmal, bis {0} UTC:",
        "Falls Sie ihn nicht angefordert haben: Es passiert nichts, solange ihn niemand öffnet. Löschen Sie diesen Brief einfach. Niemand, der hier arbeitet, wird Sie je nach dem Link fragen.");

    public static MailLetter Of(SignInLetter link, string address)
    {
        var words = link.Locale?.StartsWith("de", StringComparison.OrdinalIgnoreCase) == true ? German : English;
        var lead = string.Format(CultureInfo.InvariantCulture, words.Lead, link.Until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        var shown = WebUtility.HtmlEncode(link.Address);
        return new MailLetter
        {
            Id = link.Id,
            To = address,
            Subject = words.Subject,
            Text = string.Join("\r\n", lead, "", link.Address, "", words.Otherwise, ""),
            Html = $"<!DOCTYPE html><html lang=\"{words.Language}\"><head><meta charset=\"utf-8\"><title>{words.Subject}</title></head><body style=\"font-family:sans-serif\">"
                + $"<p>{lead}</p><p><a href=\"{shown}\" rel=\"noreferrer\">{shown}</a></p><p>{words.Otherwise}</p></body></html>",
        };
    }

    private sealed record Words(string Language, string Subject, string Lead, string Otherwise);
}
