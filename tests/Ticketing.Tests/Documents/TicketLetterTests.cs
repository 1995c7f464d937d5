using System.Text;
using Ticketing.Bookings;
using Ticketing.Documents;
using Ticketing.Tests.Domain.Tickets;

namespace Ticketing.Tests.Documents;

/// <summary>The letter that tickets are sent with.</summary>
public sealed class TicketLetterTests
{
    [Fact]
    public void It_has_the_tickets_and_says_which_they_are()
    {
        var letter = new TicketDocuments().Letter([Printed.Ticket(1, of: 2), Printed.Ticket(2, of: 2) with { Seat = "13" }], "ann@example.org", TicketSamples.Start);
        Assert.Equal(
            ($"tickets.{TicketSamples.Booking}.3", "ann@example.org", "Ann Example", "Your tickets: Concert"),
            (letter.Id, letter.To, letter.ToName, letter.Subject));
        Assert.StartsWith(
            "Your tickets for booking K7QF2MPX4T\r\n\r\nConcert\r\nTown Hall\r\n2027-01-31 19:30 UTC\r\n\r\nStalls, row A, seat 12\r\nStalls, row A, seat 13\r\n",
            letter.Text, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Your tickets: Concert</title></head>", letter.Html, StringComparison.Ordinal);
        Assert.Contains("<li>Stalls, row A, seat 13</li>", letter.Html, StringComparison.Ordinal);
        Assert.Equal(["tickets-K7QF2MPX4T.pdf application/pdf %PDF", "event-K7QF2MPX4T.ics text/calendar; charset=utf-8; method=PUBLISH BEGI"], letter.Attachments.Select(static file =>
            $"{file.FileName} {file.MediaType} {Encoding.ASCII.GetString(file.Content.Span[..4])}"));
    }

    [Fact]
    public void It_says_which_tickets_were_given_back_and_what_was_paid_back()
    {
        GivenBackTicket[] gone = [new() { Place = 3, RefundMinor = 1_250 }, new() { Place = 2, RefundMinor = 2_500 }, new() { Place = 0, RefundMinor = 900 }];
        Assert.Contains("\r\nGiven back: ticket no. 2, 3. Paid back for that: €37.50.\r\n", Text(gone), StringComparison.Ordinal);
        Assert.Contains("\r\nGiven back: ticket no. 2.\r\n", Text([new() { Place = 2 }]), StringComparison.Ordinal);
        Assert.DoesNotContain("Given back", Text([]), StringComparison.Ordinal);

        static string Text(GivenBackTicket[] gone) => new TicketDocuments().Letter([Printed.Ticket()], "ann@example.org", TicketSamples.Start, givenBack: gone).Text;
    }

    [Fact]
    public void It_has_a_link_to_the_bookings_page_where_that_is_known()
    {
        const string page = "https://tickets.example.org/my/1?t=abc";
        var letter = new TicketDocuments().Letter([Printed.Ticket()], "ann@example.org", TicketSamples.Start, page);
        Assert.Contains($"so keep it to yourself:\r\n{page}\r\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{page}\" rel=\"noreferrer\">{page}</a>", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", new TicketDocuments().Letter([Printed.Ticket()], "ann@example.org", TicketSamples.Start).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_text_in_HTML_too()
    {
        const string name = "<script>alert('1')</script> & \"Co\"";
        var letter = new TicketDocuments().Letter([Printed.Ticket() with { EventName = name, Venue = name, Section = name, StartsAt = null }], "ann@example.org", TicketSamples.Start);
        Assert.DoesNotContain("<script", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(5, letter.Html.Split("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;Co&quot;").Length);
        Assert.Contains(name, letter.Text, StringComparison.Ordinal);
        Assert.Single(letter.Attachments);
    }
}
