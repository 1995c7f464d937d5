using System.Globalization;
using System.Net;
using System.Text;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>The letter that has what an event's staff write: their text as it is, and which booking it is about.</summary>
internal static class MessageLetter
{
    private const string Offer = "Your booking:";

    public static MailLetter Of(TicketView ticket, int place, EventMessage message, string address, string? page)
    {
        var paragraphs = Paragraphs(message.Text);
        var why = $"You get this letter because you have tickets for {string.Join(", ", new[] { ticket.EventName, ticket.Venue, TicketPage.Period(ticket) }.Where(static fact => fact is { Length: > 0 }))} (booking {ticket.Reference}).";
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"message.{ticket.Claims.TicketId.Booking}{(place == 1 ? "" : $"-{place}")}.{message.Number}"),
            To = address,
            ToName = ticket.Holder,
            ReplyTo = message.ReplyTo,
            Subject = message.Subject,
            Text = string.Join("\r\n", [.. paragraphs.SelectMany(static lines => lines.Append("")), "--", why, .. page is null ? [] : new[] { Offer, page }, ""]),
            Html = Html(message.Subject, paragraphs, why, page),
        };
    }

    /// <summary>The lines of each.</summary>
    private static IReadOnlyList<string[]> Paragraphs(string text) =>
    [
        .. text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static paragraph => paragraph.Split('\n', StringSplitOptions.TrimEntries)),
    ];

    private static string Html(string subject, IReadOnlyList<string[]> paragraphs, string why, string? page)
    {
        StringBuilder html = new(TicketLetter.Head(subject));
        foreach (var lines in paragraphs)
        {
            html.Append($"<p>{string.Join("<br>", lines.Select(WebUtility.HtmlEncode))}</p>");
        }

        html.Append($"<hr><p>{WebUtility.HtmlEncode(why)}");
        if (page is not null)
        {
            html.Append($"<br>{Offer} <a href=\"{WebUtility.HtmlEncode(page)}\" rel=\"noreferrer\">{WebUtility.HtmlEncode(page)}</a>");
        }

        return html.Append("</p></body></html>").ToString();
    }
}
