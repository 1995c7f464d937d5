using System.Net;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Texts;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>Letters that have a link and say what it does.</summary>
internal static class LinkLetter
{
    /// <summary>With a link that signs in.</summary>
    public static MailLetter SignIn(SignInLetter link, TextBook texts, string address) =>
        Of(link.Id, texts, address, texts["SignIn.Title"], texts.Say("SignIn.Lead", texts.InUtc(link.Until)), link.Address, texts["SignIn.Otherwise"]);

    /// <summary>With which somebody who wants to wait proves that the address is theirs.</summary>
    public static MailLetter Waitlist(string id, EventView view, string link, TextBook texts, string address) =>
        Of(id, texts, address, texts.Say("Waitlist.Title", view.Name), texts.Say("Waitlist.Lead", view.Name), link, texts["Waitlist.Otherwise"]);

    private static MailLetter Of(string id, TextBook texts, string address, string subject, string lead, string link, string otherwise)
    {
        var shown = WebUtility.HtmlEncode(link);
        return new MailLetter
        {
            Id = id,
            To = address,
            Subject = subject,
            Text = string.Join("\r\n", lead, "", link, "", otherwise, ""),
            Html = $"{TicketLetter.Head(subject, texts)}<p>{WebUtility.HtmlEncode(lead)}</p><p><a href=\"{shown}\" rel=\"noreferrer\">{shown}</a></p><p>{WebUtility.HtmlEncode(otherwise)}</p></body></html>",
        };
    }
}
