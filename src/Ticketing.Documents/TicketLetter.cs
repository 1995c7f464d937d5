using System.Globalization;
using System.Net;
using System.Text;
using Ticketing.Bookings;
using Ticketing.Mail;
using Ticketing.Texts;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>The letter that tickets are sent with.</summary>
internal static class TicketLetter
{
    public static MailLetter Of(IReadOnlyList<TicketView> tickets, TextBook texts, string address, byte[] pdf, byte[]? calendar, string? page, IReadOnlyCollection<GivenBackTicket> givenBack)
    {
        var first = tickets[0];
        var what = texts[tickets.Count == 1 ? "Tickets.One" : "Tickets.Many"];
        var facts = new[] { first.EventName, first.Venue, TicketPage.Line(first.Address), TicketPage.Period(first, texts), TicketPage.Doors(first, texts) }.OfType<string>().Where(static fact => fact.Length > 0).ToArray();
        var places = tickets.Select(ticket => TicketCalendar.Place(ticket, texts)).ToArray();
        var gone = Gone([.. givenBack.Where(static ticket => ticket.Place > 0).OrderBy(static ticket => ticket.Place)], first.Currency, texts);
        return new MailLetter
        {
            Id = $"tickets.{first.Claims.TicketId.Booking}{Some(tickets)}.{1 + tickets.Sum(static ticket => ticket.Claims.Revision - 1)}",
            To = address,
            ToName = first.Holder,
            Subject = $"{what}: {first.EventName}",
            Text = Text(texts, what, first.Reference, facts, places, gone, page),
            Html = Html($"{what}: {first.EventName}", texts, what, first.Reference, facts, places, gone, page),
            Attachments =
            [
                new MailAttachment($"tickets-{first.Reference}.pdf", "application/pdf", pdf),
                .. calendar is null ? [] : new[] { new MailAttachment($"event-{first.Reference}.ics", ITicketDocuments.CalendarType, calendar) },
            ],
        };
    }

    public static MailLetter Farewell(TicketView ended, TextBook texts, string address, byte[]? calendar)
    {
        var what = texts.Say("Farewell.Title", ended.Reference);
        var facts = new[] { ended.EventName, ended.Venue, TicketPage.Period(ended, texts) }.OfType<string>().Where(static fact => fact.Length > 0).ToArray();
        var end = texts["Farewell.Text"];
        return new MailLetter
        {
            Id = $"cancelled.{ended.Claims.TicketId.Booking}",
            To = address,
            ToName = ended.Holder,
            Subject = $"{what}: {ended.EventName}",
            Text = string.Join("\r\n", [what, "", .. facts, "", end, ""]),
            Html = $"{Head($"{what}: {ended.EventName}", texts)}<h1>{WebUtility.HtmlEncode(what)}</h1>{string.Concat(facts.Select(static fact => $"<p>{WebUtility.HtmlEncode(fact)}</p>"))}<p>{WebUtility.HtmlEncode(end)}</p></body></html>",
            Attachments = calendar is null ? [] : [new MailAttachment($"event-{ended.Reference}.ics", ITicketDocuments.FarewellType, calendar)],
        };
    }

    internal static string Head(string title, TextBook texts) =>
        $"<!DOCTYPE html><html lang=\"{texts.Language.Tag()}\"><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title></head><body style=\"font-family:sans-serif\">";

    /// <summary>Letters with some of the tickets, each to another, are not one letter.</summary>
    internal static string Some(IReadOnlyList<TicketView> tickets) => tickets.Count == tickets[0].Count
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"-{tickets[0].Claims.TicketId.Place}-{tickets.Count}-{tickets.Sum(static ticket => (long)ticket.Claims.TicketId.Place * ticket.Claims.TicketId.Place)}");

    /// <summary>Which tickets were given back, and what was paid back for them. Null: none.</summary>
    private static string? Gone(GivenBackTicket[] givenBack, string currency, TextBook texts)
    {
        var numbers = string.Join(", ", givenBack.Select(static ticket => ticket.Place.ToString(CultureInfo.InvariantCulture)));
        var refund = givenBack.Sum(static ticket => ticket.RefundMinor);
        return givenBack.Length == 0 ? null : refund == 0 ? texts.Say("Tickets.Gone", numbers) : texts.Say("Tickets.GoneAndPaid", numbers, texts.Money(refund, currency));
    }

    private static string Text(TextBook texts, string what, string reference, string[] facts, string[] places, string? gone, string? page) => string.Join("\r\n",
    [
        texts.Say("Tickets.Of", what, reference),
        "",
        .. facts,
        "",
        .. places,
        "",
        .. gone is null ? [] : new[] { gone, "" },
        texts["Tickets.Usage"],
        "",
        .. page is null ? [] : new[] { texts["Tickets.Page"], page, "" },
    ]);

    private static string Html(string title, TextBook texts, string what, string reference, string[] facts, string[] places, string? gone, string? page)
    {
        StringBuilder html = new(Head(title, texts));
        html.Append($"<h1>{WebUtility.HtmlEncode(facts[0])}</h1>");
        foreach (var fact in facts.Skip(1))
        {
            html.Append($"<p>{WebUtility.HtmlEncode(fact)}</p>");
        }

        html.Append($"<p>{texts.Say("Tickets.Of", WebUtility.HtmlEncode(what), $"<strong>{WebUtility.HtmlEncode(reference)}</strong>")}:</p><ul>");
        foreach (var place in places)
        {
            html.Append($"<li>{WebUtility.HtmlEncode(place)}</li>");
        }

        html.Append("</ul>").Append(gone is null ? "" : $"<p>{WebUtility.HtmlEncode(gone)}</p>");
        html.Append($"<p>{WebUtility.HtmlEncode(texts["Tickets.Usage"])}</p>");
        if (page is not null)
        {
            html.Append($"<p>{WebUtility.HtmlEncode(texts["Tickets.Page"])}<br><a href=\"{WebUtility.HtmlEncode(page)}\" rel=\"noreferrer\">{WebUtility.HtmlEncode(page)}</a></p>");
        }

        return html.Append("</body></html>").ToString();
    }
}
