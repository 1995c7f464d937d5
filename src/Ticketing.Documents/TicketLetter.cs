using System.Globalization;
using System.Net;
using System.Text;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>The letter that tickets are sent with.</summary>
internal static class TicketLetter
{
    private const string Usage = "The attached PDF has a page with a code for each ticket. Show it at the entrance, on paper or on a screen.";
    private const string Offer = "See your booking, pass a ticket on or give it back here. Whoever has this link can, so keep it to yourself:";

    public static MailLetter Of(IReadOnlyList<TicketView> tickets, string address, byte[] pdf, byte[]? calendar, string? page)
    {
        var first = tickets[0];
        var what = tickets.Count == 1 ? "Your ticket" : "Your tickets";
        var facts = new[] { first.EventName, first.Venue, TicketPage.Line(first.Address), TicketPage.Period(first), TicketPage.Doors(first) }.OfType<string>().Where(static fact => fact.Length > 0).ToArray();
        var places = tickets.Select(TicketCalendar.Place).ToArray();
        return new MailLetter
        {
            Id = $"tickets.{first.Claims.TicketId.Booking}{Some(tickets)}.{1 + tickets.Sum(static ticket => ticket.Claims.Revision - 1)}",
            To = address,
            ToName = first.Holder,
            Subject = $"{what}: {first.EventName}",
            Text = Text(what, first.Reference, facts, places, page),
            Html = Html($"{what}: {first.EventName}", what, first.Reference, facts, places, page),
            Attachments =
            [
                new MailAttachment($"tickets-{first.Reference}.pdf", "application/pdf", pdf),
                .. calendar is null ? [] : new[] { new MailAttachment($"event-{first.Reference}.ics", ITicketDocuments.CalendarType, calendar) },
            ],
        };
    }

    public static MailLetter Farewell(TicketView ended, string address, byte[]? calendar)
    {
        var what = $"Booking {ended.Reference} is cancelled";
        var facts = new[] { ended.EventName, ended.Venue, TicketPage.Period(ended) }.OfType<string>().Where(static fact => fact.Length > 0).ToArray();
        const string End = "Its tickets let nobody in any more.";
        return new MailLetter
        {
            Id = $"cancelled.{ended.Claims.TicketId.Booking}",
            To = address,
            ToName = ended.Holder,
            Subject = $"{what}: {ended.EventName}",
            Text = string.Join("\r\n", [what, "", .. facts, "", End, ""]),
            Html = $"{Head($"{what}: {ended.EventName}")}<h1>{WebUtility.HtmlEncode(what)}</h1>{string.Concat(facts.Select(static fact => $"<p>{WebUtility.HtmlEncode(fact)}</p>"))}<p>{End}</p></body></html>",
            Attachments = calendar is null ? [] : [new MailAttachment($"event-{ended.Reference}.ics", ITicketDocuments.FarewellType, calendar)],
        };
    }

    internal static string Head(string title) =>
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title></head><body style=\"font-family:sans-serif\">";

    /// <summary>Letters with some of the tickets, each to another, are not one letter.</summary>
    internal static string Some(IReadOnlyList<TicketView> tickets) => tickets.Count == tickets[0].Count
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"-{tickets[0].Claims.TicketId.Place}-{tickets.Count}-{tickets.Sum(static ticket => (long)ticket.Claims.TicketId.Place * ticket.Claims.TicketId.Place)}");

    private static string Text(string what, string reference, string[] facts, string[] places, string? page) => string.Join("\r\n",
    [
        $"{what} for booking {reference}",
        "",
        .. facts,
        "",
        .. places,
        "",
        Usage,
        "",
        .. page is null ? [] : new[] { Offer, page, "" },
    ]);

    private static string Html(string title, string what, string reference, string[] facts, string[] places, string? page)
    {
        StringBuilder html = new(Head(title));
        html.Append($"<h1>{WebUtility.HtmlEncode(facts[0])}</h1>");
        foreach (var fact in facts.Skip(1))
        {
            html.Append($"<p>{WebUtility.HtmlEncode(fact)}</p>");
        }

        html.Append($"<p>{what} for booking <strong>{WebUtility.HtmlEncode(reference)}</strong>:</p><ul>");
        foreach (var place in places)
        {
            html.Append($"<li>{WebUtility.HtmlEncode(place)}</li>");
        }

        html.Append($"</ul><p>{Usage}</p>");
        if (page is not null)
        {
            html.Append($"<p>{Offer}<br><a href=\"{WebUtility.HtmlEncode(page)}\" rel=\"noreferrer\">{WebUtility.HtmlEncode(page)}</a></p>");
        }

        return html.Append("</body></html>").ToString();
    }
}
