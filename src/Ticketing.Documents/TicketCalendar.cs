using System.Globalization;
using System.Net.Mail;
using System.Text;
using Ticketing.Texts;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>An event as an iCalendar file (RFC 5545) that tells of it, or takes back what it told (RFC 5546, PUBLISH and CANCEL).</summary>
internal static class TicketCalendar
{
    /// <summary>Octets of a line, without its end.</summary>
    private const int MostOctets = 75;

    public static byte[]? Write(IReadOnlyList<TicketView> tickets, TextBook texts, MailAddress organizer, DateTimeOffset now) =>
        Write(tickets, texts, organizer, now, isCancelled: false);

    /// <summary>The entry of a booking that is over.</summary>
    public static byte[]? Cancel(TicketView ended, TextBook texts, MailAddress organizer, DateTimeOffset now) =>
        Write([ended], texts, organizer, now, isCancelled: true);

    private static byte[]? Write(IReadOnlyList<TicketView> tickets, TextBook texts, MailAddress organizer, DateTimeOffset now, bool isCancelled)
    {
        if (tickets is not [{ StartsAt: { } start } first, ..])
        {
            return null;
        }

        StringBuilder text = new();
        Add(text, "BEGIN:VCALENDAR");
        Add(text, "VERSION:2.0");
        Add(text, $"PRODID:-//Ticketing.Orleans//Tickets//{texts.Language.Tag().ToUpperInvariant()}");
        Add(text, isCancelled ? "METHOD:CANCEL" : "METHOD:PUBLISH");
        Add(text, "BEGIN:VEVENT");

        // The same each time, so that a calendar that has the entry changes it and adds none.
        Add(text, $"UID:{first.Claims.TicketId.Booking}@ticketing");
        Add(text, $"SEQUENCE:{first.Sequence.ToString(CultureInfo.InvariantCulture)}");
        Add(text, $"DTSTAMP:{Time(now)}");
        Add(text, organizer.DisplayName is { Length: > 0 } name ? $"ORGANIZER;CN={Quote(name)}:mailto:{organizer.Address}" : $"ORGANIZER:mailto:{organizer.Address}");
        Add(text, $"DTSTART:{Time(start)}");
        if (first.EndsAt is { } end && end > start)
        {
            Add(text, $"DTEND:{Time(end)}");
        }

        Add(text, $"SUMMARY:{Escape(first.EventName)}");
        if (string.Join(", ", new[] { first.Venue, TicketPage.Line(first.Address) }.Where(static part => part is { Length: > 0 })) is { Length: > 0 } where)
        {
            Add(text, $"LOCATION:{Escape(where)}");
        }

        if (isCancelled)
        {
            Add(text, "STATUS:CANCELLED");
        }

        var places = isCancelled ? [texts["Calendar.Cancelled"]] : tickets.Select(ticket => Place(ticket, texts));
        var doors = isCancelled || TicketPage.Doors(first, texts) is not { } open ? [] : new[] { open };
        Add(text, $"DESCRIPTION:{Escape(string.Join('\n', places.Concat(doors).Prepend(texts.Say("Calendar.Booking", first.Reference))))}");
        Add(text, "END:VEVENT");
        Add(text, "END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static string Place(TicketView ticket, TextBook texts) => string.Join(", ", new[]
    {
        ticket.Section,
        ticket.Row is { } row ? texts.Say("Ticket.InRow", row) : null,
        ticket.Seat is { } seat ? texts.Say("Ticket.InSeat", seat) : null,
        ticket.TypeName,
    }.OfType<string>());

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A parameter's value can hold no quotes, however written (RFC 6868 is known to few).</summary>
    private static string Quote(string text) => $"\"{string.Concat(text.Select(static letter => letter == '"' ? '\'' : char.IsControl(letter) ? ' ' : letter))}\"";

    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (var letter in text.ReplaceLineEndings("\n"))
        {
            _ = letter switch
            {
                '\n' => escaped.Append("\\n"),
                '\\' or ';' or ',' => escaped.Append('\\').Append(letter),
                _ when char.IsControl(letter) => escaped,
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A long line goes on in the next one, after a blank; never within a character.</summary>
    private static void Add(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var character in line.EnumerateRunes())
        {
            if (octets + character.Utf8SequenceLength > MostOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(character.ToString());
            octets += character.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
