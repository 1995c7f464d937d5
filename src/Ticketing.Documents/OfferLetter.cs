using System.Globalization;
using System.Net;
using Ticketing.Mail;
using Ticketing.Texts;
using Ticketing.Waitlists;

namespace Ticketing.Documents;

/// <summary>The letter to somebody whose turn on a waitlist has come.</summary>
internal static class OfferLetter
{
    public static MailLetter Of(WaitlistOffer offer, TextBook texts, string address)
    {
        var entry = offer.Entry;
        var subject = texts.Say("Offer.Title", offer.Event.Name);
        var many = entry.Quantity == 1 ? "One" : "Many";
        string[] lines =
        [
            entry.ExpiresAt is { } end ? texts.Say($"Offer.KeptUntil.{many}", entry.Quantity, texts.InUtc(end)) : texts.Say($"Offer.Kept.{many}", entry.Quantity),
            texts["Offer.Book"],
        ];
        var link = offer.BookUrl?.Replace(WaitlistOffer.EntryMark, entry.Id.ToString(), StringComparison.Ordinal);
        var how = link ?? texts.Say("Offer.How", entry.Id);
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"waitlist.{entry.Id}.{entry.Offers}"),
            To = address,
            ToName = offer.Name,
            Subject = subject,
            Text = string.Join("\r\n", [subject, "", .. lines, how, ""]),
            Html = $"{TicketLetter.Head(subject, texts)}<h1>{WebUtility.HtmlEncode(subject)}</h1>"
                + string.Concat(lines.Select(static line => $"<p>{WebUtility.HtmlEncode(line)}</p>"))
                + (link is null ? $"<p>{WebUtility.HtmlEncode(how)}</p>" : $"<p><a href=\"{WebUtility.HtmlEncode(link)}\">{WebUtility.HtmlEncode(texts["Offer.Do"])}</a></p>")
                + "</body></html>",
        };
    }
}
