using System.Globalization;
using System.Net;
using Ticketing.Events;
using Ticketing.Mail;

namespace Ticketing.Waitlists;

/// <summary>The letter to somebody whose turn has come.</summary>
public static class WaitlistLetter
{
    /// <summary>Stands in the address of the shop's page for the entry's id.</summary>
    public const string EntryMark = "{entry_id}";

    public static MailLetter Of(WaitlistEntry entry, EventView @event, string address, string? name, string? bookUrl)
    {
        var (subject, what) = ($"Your turn: {@event.Name}", entry.Quantity == 1 ? "A place is" : $"{entry.Quantity} places are");
        var until = entry.ExpiresAt is { } end ? $" until {end.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "";
        string[] lines = [$"{what} kept for you{until}.", "Book before then; afterwards the next in line is asked."];
        var link = bookUrl?.Replace(EntryMark, entry.Id.ToString(), StringComparison.Ordinal);
        var how = link ?? $"To book, go to where you joined the waitlist and open your entry {entry.Id}. Programs book it by POST /api/v1/waitlist/{entry.Id}/book.";
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"waitlist.{entry.Id}.{entry.Offers}"),
            To = address,
            ToName = name,
            Subject = subject,
            Text = string.Join("\r\n", [subject, "", .. lines, how, ""]),
            Html = $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(subject)}</title></head><body style=\"font-family:sans-serif\"><h1>{WebUtility.HtmlEncode(subject)}</h1>"
                + string.Concat(lines.Select(static line => $"<p>{WebUtility.HtmlEncode(line)}</p>"))
                + (link is null ? $"<p>{WebUtility.HtmlEncode(how)}</p>" : $"<p><a href=\"{WebUtility.HtmlEncode(link)}\">Book</a></p>")
                + "</body></html>",
        };
    }
}
