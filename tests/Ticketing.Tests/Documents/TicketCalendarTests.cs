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
            $"UID:{TicketSamples.Booking}@ticketing\r\nDTSTAMP:20270102T010405Z\r\nDTSTART:20270131T193000Z\r\nDTEND:20270131T220000Z\r\n",
            "SUMMARY:Concert\r\nLOCATION:Town Hall\r\nDESCRIPTION:Booking K7QF2MPX4T\\nStalls\\, row A\\, seat 12\\nFloor\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
        Text(Printed.Ticket() with { EndsAt = TicketSamples.Start.AddMinutes(150) }, Printed.Ticket(2) with { Section = "Floor", Row = null, Seat = null }));

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
