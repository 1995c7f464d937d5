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
        string[] lines = [$"{what} kept for you{until}.", "Book before then; afterwards the next in line is asked.", .. bookUrl is null ? Array.Empty<string>() : [Link(bookUrl, entry)]];
        return new MailLetter
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"waitlist.{entry.Id}.{entry.Offers}"),
            To = address,
            ToName = name,
            Subject = subject,
            Text = string.Join("\r\n", [subject, "", .. lines, ""]),
            Html = $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body style=\"font-family:sans-serif\"><h1>{WebUtility.HtmlEncode(subject)}</h1>"
                + string.Concat(lines.Take(2).Select(static line => $"<p>{WebUtility.HtmlEncode(line)}</p>"))
                + (bookUrl is null ? "" : $"<p><a href=\"{WebUtility.HtmlEncode(Link(bookUrl, entry))}\">Book</a></p>")
                + "</body></html>",
        };
    }

    private static string Link(string bookUrl, WaitlistEntry entry) => bookUrl.Replace(EntryMark, entry.Id.ToString(), StringComparison.Ordinal);
}
