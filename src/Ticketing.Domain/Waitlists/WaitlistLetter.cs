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

    /// <summary>The letter with which somebody who wants to wait proves that the address is theirs.</summary>
    public static MailLetter Invite(string id, EventView @event, string address, string link, string? locale)
    {
        var isGerman = locale?.StartsWith("de", StringComparison.OrdinalIgnoreCase) == true;
        var subject = isGerman ? $"Warteliste: {@event.Name}" : $"Waitlist: {@event.Name}";
        var lead = isGerman
            ? $"Mit diesem Link kommen Sie auf die Warteliste für {@event.Name}. Er gilt 24 Stunden:"
            : $"With this link you join the waitlist for {@event.Name}. It works for 24 hours:";
        var otherwise = isGerman
            ? "Falls Sie das nicht wollten: Es passiert nichts, solange niemand den Link öffnet und dort bestätigt."
            : "If you did not want that: nothing happens unless somebody opens the link and confirms it there.";
        return new MailLetter
        {
            Id = id,
            To = address,
            Subject = subject,
            Text = string.Join("\r\n", lead, "", link, "", otherwise, ""),
            Html = $"<!DOCTYPE html><html lang=\"{(isGerman ? "de" : "en")}\"><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(subject)}</title></head><body style=\"font-family:sans-serif\">"
                + $"<p>{WebUtility.HtmlEncode(lead)}</p><p><a href=\"{WebUtility.HtmlEncode(link)}\" rel=\"noreferrer\">{WebUtility.HtmlEncode(link)}</a></p><p>{WebUtility.HtmlEncode(otherwise)}</p></body></html>",
        };
    }

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
