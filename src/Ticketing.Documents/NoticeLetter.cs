using System.Globalization;
using System.Net;
using System.Text;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Texts;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>The letter that tells of another time or place: what was, what is now, and how to give back.</summary>
internal static class NoticeLetter
{
    public static MailLetter Of(IReadOnlyList<TicketView> tickets, TextBook texts, ChangeNotice notice, string address, byte[] pdf, byte[]? calendar)
    {
        var first = tickets[0];
        var title = $"{texts[Title(first, notice.Former)]}: {first.EventName}";
        string[] lead = [title, texts.Say("Notice.Booking", first.Reference)];
        var (changes, giveBack) = (Changes(first, notice.Former, texts), GiveBack(first, notice, texts));
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"changed.{first.Claims.TicketId.Booking}{TicketLetter.Some(tickets)}.{notice.Version}"),
            To = address,
            ToName = first.Holder,
            Subject = title,
            Text = string.Join("\r\n", [.. lead, "", .. changes.Select(static line => line.Text), "", texts["Notice.Usage"], "", giveBack, .. notice.Page is { } page ? new[] { page } : [], ""]),
            Html = Html(texts, title, first.Reference, changes, giveBack, notice.Page),
            Attachments =
            [
                new MailAttachment($"tickets-{first.Reference}.pdf", "application/pdf", pdf),
                .. calendar is null ? [] : new[] { new MailAttachment($"event-{first.Reference}.ics", ITicketDocuments.CalendarType, calendar) },
            ],
        };
    }

    private static string Title(TicketView now, EventSchedule former) =>
        now.StartsAt > former.StartsAt ? "Notice.Postponed"
        : now.StartsAt != former.StartsAt ? "Notice.Time"
        : now.Venue != former.Venue || now.Address != former.Address ? "Notice.Place"
        : "Notice.Changed";

    /// <summary>What of a change can be read: how it is, and how it was where that is another.</summary>
    private static IReadOnlyList<(string Text, bool IsFormer)> Changes(TicketView now, EventSchedule former, TextBook texts)
    {
        var then = now with { StartsAt = former.StartsAt, EndsAt = former.EndsAt, DoorsOpenAt = former.DoorsOpenAt, Venue = former.Venue, Address = former.Address };
        (string Key, string? Former, string? Now)[] changes =
        [
            ("Notice.When", TicketPage.Period(then, texts), TicketPage.Period(now, texts)),
            ("Notice.Doors", Doors(then, texts), Doors(now, texts)),
            ("Notice.Where", Place(then), Place(now)),
        ];
        List<(string, bool)> lines = [];
        foreach (var (key, before, after) in changes.Where(static change => change.Former is not null || change.Now is not null))
        {
            lines.Add((texts.Say(key, after ?? texts["Notice.Unknown"]), false));
            if (before is not null && before != after)
            {
                lines.Add((texts.Say("Notice.Before", before), true));
            }
        }

        return lines;
    }

    private static string? Doors(TicketView ticket, TextBook texts) => ticket.DoorsOpenAt is { } doors ? TicketPage.DoorsAt(ticket, doors, texts) : null;

    private static string? Place(TicketView ticket) =>
        string.Join(", ", new[] { ticket.Venue, TicketPage.Line(ticket.Address) }.Where(static part => part is { Length: > 0 })) is { Length: > 0 } place ? place : null;

    private static string GiveBack(TicketView ticket, ChangeNotice notice, TextBook texts) => notice.FullRefundUntil is { } until
        ? texts.Say("Notice.GiveBack", texts.Moment(until, ticket.TimeZone), texts.Zone(ticket.TimeZone))
        : texts["Notice.SeePage"];

    private static string Html(TextBook texts, string title, string reference, IReadOnlyList<(string Text, bool IsFormer)> changes, string giveBack, string? page)
    {
        StringBuilder html = new(TicketLetter.Head(title, texts));
        html.Append($"<h1>{WebUtility.HtmlEncode(title)}</h1><p>{texts.Say("Notice.Booking", $"<strong>{WebUtility.HtmlEncode(reference)}</strong>")}</p>");
        foreach (var (text, isFormer) in changes)
        {
            html.Append(isFormer ? $"<p><s>{WebUtility.HtmlEncode(text)}</s></p>" : $"<p><strong>{WebUtility.HtmlEncode(text)}</strong></p>");
        }

        html.Append($"<p>{WebUtility.HtmlEncode(texts["Notice.Usage"])}</p><p>{WebUtility.HtmlEncode(giveBack)}");
        if (page is not null)
        {
            html.Append($"<br><a href=\"{WebUtility.HtmlEncode(page)}\" rel=\"noreferrer\">{WebUtility.HtmlEncode(page)}</a>");
        }

        return html.Append("</p></body></html>").ToString();
    }
}
