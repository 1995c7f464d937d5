using System.Net.Mail;
using System.Text;
using Ticketing.Documents;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Documents;

/// <summary>The calendar file, by the letter of RFC 5545.</summary>
public sealed class TicketCalendarTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    [Fact]
    public void It_says_what_when_where_and_which_seats() => Assert.Equal(
        string.Concat(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ticketing.Orleans//Tickets//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n",
            $"UID:{TicketSamples.Booking}@ticketing\r\nSEQUENCE:7\r\nDTSTAMP:20270102T010405Z\r\nORGANIZER:mailto:tickets@localhost\r\nDTSTART:20270131T193000Z\r\nDTEND:20270131T220000Z\r\n",
            "SUMMARY:Concert\r\nLOCATION:Town Hall\r\nDESCRIPTION:Booking K7QF2MPX4T\\nStalls\\, row A\\, seat 12\\nFloor\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
        Text(Printed.Ticket() with { EndsAt = TicketSamples.Start.AddMinutes(150), Sequence = 7 }, Printed.Ticket(2) with { Section = "Floor", Row = null, Seat = null }));

    [Fact]
    public void The_letter_of_a_cancellation_takes_the_same_entry_back()
    {
        var letter = new TicketDocuments().Farewell(Printed.Ticket() with { Sequence = 9 }, "ann@example.org", Now);
        Assert.Equal(
            ($"cancelled.{TicketSamples.Booking}", "ann@example.org", "Ann Example", "Booking K7QF2MPX4T is cancelled: Concert"),
            (letter.Id, letter.To, letter.ToName, letter.Subject));
        Assert.StartsWith("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Booking K7QF2MPX4T is cancelled: Concert</title>", letter.Html, StringComparison.Ordinal);
        var file = Assert.Single(letter.Attachments);
        Assert.Equal(("event-K7QF2MPX4T.ics", "text/calendar; charset=utf-8; method=CANCEL"), (file.FileName, file.MediaType));
        var lines = Encoding.UTF8.GetString(file.Content.Span).Split("\r\n");
        Assert.All(
            ["METHOD:CANCEL", $"UID:{TicketSamples.Booking}@ticketing", "SEQUENCE:9", "STATUS:CANCELLED", "DTSTAMP:20270102T010405Z", "ORGANIZER:mailto:tickets@localhost"],
            line => Assert.Single(lines, line));
        Assert.DoesNotContain("METHOD:PUBLISH", lines);
        Assert.Empty(new TicketDocuments().Farewell(Printed.Ticket() with { StartsAt = null }, "ann@example.org", Now).Attachments);
    }

    [Fact]
    public void Its_organizer_is_whom_letters_are_from()
    {
        TicketDocuments documents = new() { Organizer = new MailAddress("box@example.com", "Box \"office\", Town:Hall\r\nX") };
        var text = Encoding.UTF8.GetString(documents.Calendar([Printed.Ticket()], Now)!);
        Assert.Contains("\r\nORGANIZER;CN=\"Box 'office', Town:Hall  X\":mailto:box@example.com\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_all_that_a_published_entry_must_have_and_each_once()
    {
        // RFC 5546, 3.2.1, which calendars reject entries by.
        var names = Text(Printed.Ticket()).Split("\r\n").Select(static line => line.Split(':', ';')[0]).ToArray();
        Assert.All(["METHOD", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID"], name => Assert.Single(names, name));
        Assert.DoesNotContain("ATTENDEE", names);
    }

    [Fact]
    public void It_says_when_the_doors_open_and_where_the_venue_is()
    {
        var text = Text(Printed.Ticket() with { Address = "Main Street 1\nTown", DoorsOpenAt = TicketSamples.Start.AddHours(-1), TimeZone = "America/New_York" });
        Assert.Contains("\r\nDTSTART:20270131T193000Z\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\nLOCATION:Town Hall\\, Main Street 1\\, Town\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\\nDoors open 13:30\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_start_there_is_none() => Assert.Null(new TicketDocuments().Calendar([Printed.Ticket() with { StartsAt = null }], Now));

    [Fact]
    public void Without_an_end_or_a_venue_they_are_left_out()
    {
        var text = Text(Printed.Ticket() with { Venue = null });
        Assert.DoesNotContain("DTEND", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LOCATION", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Signs_that_mean_something_are_escaped_and_no_name_begins_a_line()
    {
        var text = Text(Printed.Ticket() with { EventName = "A;B,C\\D\r\nATTENDEE:mailto:x\u0007" });
        Assert.Contains("\r\nSUMMARY:A\\;B\\,C\\\\D\\nATTENDEE:mailto:x\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nATTENDEE", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lines_are_folded_at_75_octets_and_never_within_a_character()
    {
        var name = string.Concat(Enumerable.Repeat("Щука 🎉 ", 40));
        var text = Text(Printed.Ticket() with { EventName = name });
        Assert.All(text.Split("\r\n"), static line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.Contains($"SUMMARY:{name}\r\n", text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    private static string Text(params TicketView[] tickets) => Encoding.UTF8.GetString(new TicketDocuments().Calendar(tickets, Now)!);
}
