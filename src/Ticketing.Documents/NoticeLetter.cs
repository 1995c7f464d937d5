using System.Globalization;
using System.Net;
using System.Text;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>The letter that tells of another time or place: what was, what is now, and how to give back.</summary>
internal static class NoticeLetter
{
    private const string Usage = "From now on please use the tickets in the attached PDF. Those that you had say what was before.";

    public static MailLetter Of(IReadOnlyList<TicketView> tickets, ChangeNotice notice, string address, byte[] pdf, byte[]? calendar)
    {
        var first = tickets[0];
        var (title, changes) = (Title(first, notice.Former), Changes(first, notice.Former));
        var giveBack = GiveBack(first, notice);
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"changed.{first.Claims.TicketId.Booking}{TicketLetter.Some(tickets)}.{notice.Version}"),
            To = address,
            ToName = first.Holder,
            Subject = $"{title}: {first.EventName}",
            Text = Text($"{title}: {first.EventName}", first.Reference, changes, giveBack, notice.Page),
            Html = Html($"{title}: {first.EventName}", first.Reference, changes, giveBack, notice.Page),
            Attachments =
            [
                new MailAttachment($"tickets-{first.Reference}.pdf", "application/pdf", pdf),
                .. calendar is null ? [] : new[] { new MailAttachment($"event-{first.Reference}.ics", ITicketDocuments.CalendarType, calendar) },
            ],
        };
    }

    private static string Title(TicketView now, EventSchedule former) =>
        now.StartsAt > former.StartsAt ? "Postponed"
        : now.StartsAt != former.StartsAt ? "New time"
        : now.Venue != former.Venue || now.Address != former.Address ? "New place"
        : "Changed";

    private static IReadOnlyList<(string Name, string? Former, string? Now)> Changes(TicketView now, EventSchedule former)
    {
        var then = now with { StartsAt = former.StartsAt, EndsAt = former.EndsAt, DoorsOpenAt = former.DoorsOpenAt, Venue = former.Venue, Address = former.Address };
        return
        [
            ("When", TicketPage.Period(then), TicketPage.Period(now)),
            ("Doors", TicketPage.Doors(then), TicketPage.Doors(now)),
            ("Where", Place(then), Place(now)),
        ];
    }

    private static string? Place(TicketView ticket) =>
        string.Join(", ", new[] { ticket.Venue, TicketPage.Line(ticket.Address) }.Where(static part => part is { Length: > 0 })) is { Length: > 0 } place ? place : null;

    /// <summary>What of a change can be read: how it is, and how it was where that is another.</summary>
    private static IEnumerable<(string Text, bool IsFormer)> Lines(IReadOnlyList<(string Name, string? Former, string? Now)> changes)
    {
        foreach (var (name, former, now) in changes.Where(static change => change.Former is not null || change.Now is not null))
        {
            yield return ($"{name}: {now ?? "to be announced"}", false);
            if (former is not null && former != now)
            {
                yield return ($"Before: {former}", true);
            }
        }
    }

    private static string GiveBack(TicketView ticket, ChangeNotice notice) => notice.FullRefundUntil is { } until
        ? $"If that does not suit you, give your booking back and get all of your money back, until {TicketPage.Clock(until, ticket.TimeZone)} {TicketPage.Zone(ticket)}."
        : "Whether your booking can be given back, and until when, its page says.";

    private static string Text(
        string title, string reference, IReadOnlyList<(string Name, string? Former, string? Now)> changes, string giveBack, string? page) => string.Join("\r\n",
    [
        title,
        $"Booking {reference}",
        "",
        .. Lines(changes).Select(static line => line.Text),
        "",
        Usage,
        "",
        giveBack,
        .. page is null ? [] : new[] { page },
        "",
    ]);

    private static string Html(string title, string reference, IReadOnlyList<(string Name, string? Former, string? Now)> changes, string giveBack, string? page)
    {
        StringBuilder html = new(TicketLetter.Head(title));
        html.Append($"<h1>{WebUtility.HtmlEncode(title)}</h1><p>Booking <strong>{WebUtility.HtmlEncode(reference)}</strong></p>");
        foreach (var (text, isFormer) in Lines(changes))
        {
            html.Append(isFormer ? $"<p><s>{WebUtility.HtmlEncode(text)}</s></p>" : $"<p><strong>{WebUtility.HtmlEncode(text)}</strong></p>");
        }

        html.Append($"<p>{Usage}</p><p>{WebUtility.HtmlEncode(giveBack)}");
        if (page is not null)
        {
            html.Append($"<br><a href=\"{WebUtility.HtmlEncode(page)}\" rel=\"noreferrer\">{WebUtility.HtmlEncode(page)}</a>");
        }

        return html.Append("</p></body></html>").ToString();
    }
}
