using System.Globalization;
using System.Net;
using System.Text;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Texts;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>The letter that has what an event's staff write: their text as it is, and which booking it is about.</summary>
internal static class MessageLetter
{
    public static MailLetter Of(TicketView ticket, TextBook texts, int place, EventMessage message, string address, string? page)
    {
        var paragraphs = Paragraphs(message.Text);
        var what = string.Join(", ", new[] { ticket.EventName, ticket.Venue, TicketPage.Period(ticket, texts) }.Where(static fact => fact is { Length: > 0 }));
        var why = texts.Say("Message.Why", what, ticket.Reference);
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"message.{ticket.Claims.TicketId.Booking}{(place == 1 ? "" : $"-{place}")}.{message.Number}"),
            To = address,
            ToName = ticket.Holder,
            ReplyTo = message.ReplyTo,
            Subject = message.Subject,
            Text = string.Join("\r\n", [.. paragraphs.SelectMany(static lines => lines.Append("")), "--", why, .. page is null ? [] : new[] { texts["Message.Page"], page }, ""]),
            Html = Html(message.Subject, texts, paragraphs, why, page),
        };
    }

    /// <summary>The lines of each.</summary>
    private static IReadOnlyList<string[]> Paragraphs(string text) =>
    [
        .. text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static paragraph => paragraph.Split('\n', StringSplitOptions.TrimEntries)),
    ];

    private static string Html(string subject, TextBook texts, IReadOnlyList<string[]> paragraphs, string why, string? page)
    {
        StringBuilder html = new(TicketLetter.Head(subject, texts));
        foreach (var lines in paragraphs)
        {
            html.Append($"<p>{string.Join("<br>", lines.Select(WebUtility.HtmlEncode))}</p>");
        }

        html.Append($"<hr><p>{WebUtility.HtmlEncode(why)}");
        if (page is not null)
        {
            html.Append($"<br>{WebUtility.HtmlEncode(texts["Message.Page"])} <a href=\"{WebUtility.HtmlEncode(page)}\" rel=\"noreferrer\">{WebUtility.HtmlEncode(page)}</a>");
        }

        return html.Append("</p></body></html>").ToString();
    }
}
