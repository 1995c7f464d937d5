using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ticketing.Documents;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Documents;

/// <summary>The tickets' PDF, read back without another program.</summary>
public sealed class TicketPdfTests
{
    private static readonly TicketDocuments Documents = new();

    [Fact]
    public void Each_ticket_has_a_page_that_says_all_of_it()
    {
        var pdf = new PdfReading(Documents.Pdf([Printed.Ticket(1, of: 2), Printed.Ticket(2, of: 2) with { Seat = "13" }]));
        Assert.Equal(2, pdf.Pages.Count);
        Assert.Equal(
            ["Concert", "Town Hall", "2027-01-31 19:30 UTC", "Section", "Stalls", "Row", "A", "Seat", "12", "Name", "Ann Example",
                "Price", "25.00 EUR", "Booking", "K7QF2MPX4T", "Ticket", "1 / 2", $"At the door: {Printed.Ticket().Typed}",
                "Valid 2027-01-31 07:30 – 2027-02-01 09:30 UTC"],
            pdf.Texts(0));
        Assert.Contains("13", pdf.Texts(1));
        Assert.Contains("2 / 2", pdf.Texts(1));
    }

    [Fact]
    public void A_ticket_names_its_type()
    {
        var child = Printed.Ticket() with { TypeId = "child", TypeName = "Child" };
        var texts = new PdfReading(Documents.Pdf([child])).Texts(0);
        Assert.Equal(["Ticket type", "Child", "Price"], texts.SkipWhile(static text => text != "Ticket type").Take(3));
        Assert.Contains("\r\nStalls, row A, seat 12, Child\r\n", Documents.Letter([child], "ann@example.org", TicketSamples.Start).Text, StringComparison.Ordinal);
    }

    /// <summary>In summer two hours before UTC, in winter one; a party that goes on after midnight ends on another day.</summary>
    [Theory]
    [InlineData("2027-07-31T17:30:00Z", "2027-07-31T20:30:00Z", "2027-07-31 19:30 – 22:30 (Europe/Berlin)", "Doors open 18:30")]
    [InlineData("2027-12-31T20:00:00Z", "2028-01-01T03:00:00Z", "2027-12-31 21:00 – 2028-01-01 04:00 (Europe/Berlin)", "Doors open 20:00")]
    [InlineData("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z", "2027-03-28 01:30 – 03:30 (Europe/Berlin)", "Doors open 00:30")]
    [InlineData("2027-06-01T22:30:00Z", null, "2027-06-02 00:30 (Europe/Berlin)", "Doors open 2027-06-01 23:30")]
    public void Times_are_those_of_the_clocks_at_the_venue(string starts, string? ends, string period, string doors)
    {
        var start = DateTimeOffset.Parse(starts, CultureInfo.InvariantCulture);
        var ticket = Printed.Ticket() with
        {
            StartsAt = start,
            EndsAt = ends is null ? null : DateTimeOffset.Parse(ends, CultureInfo.InvariantCulture),
            DoorsOpenAt = start.AddHours(-1),
            TimeZone = "Europe/Berlin",
            Address = "Main Street 1\n12345 Town",
        };
        Assert.Equal(["Concert", "Town Hall", "Main Street 1, 12345 Town", period, doors], new PdfReading(Documents.Pdf([ticket])).Texts(0).Take(5));
        Assert.Contains($"\r\nMain Street 1, 12345 Town\r\n{period}\r\n{doors}\r\n", Documents.Letter([ticket], "ann@example.org", start).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_code_is_the_tickets_own()
    {
        TicketView[] tickets = [Printed.Ticket(1, of: 2), Printed.Ticket(2, of: 2)];
        var pdf = new PdfReading(Documents.Pdf(tickets));
        Assert.NotEqual(tickets[0].Code, tickets[1].Code);
        Assert.Equal(tickets.Select(static ticket => Modules.Of(ticket.Code)), pdf.Pages.Select(Modules.InPage));
    }

    [Fact]
    public void A_usual_code_is_of_version_7_and_the_longest_of_version_9()
    {
        Assert.Equal(45 + 8, Modules.Of(Printed.Ticket().Code).Split('\n').Length);
        Assert.Equal(53 + 8, Modules.Of(Printed.Ring.Sign(Printed.Ticket().Claims with { Seat = new string('x', 64) })).Split('\n').Length);
    }

    [Fact]
    public void Its_fonts_are_in_it_and_hold_no_more_than_is_used()
    {
        var pdf = Documents.Pdf([Printed.Ticket()]);
        var reading = new PdfReading(pdf);
        Assert.Equal(2, reading.Descriptors.Count());
        Assert.All(reading.Descriptors, descriptor => Assert.Equal([0, 1, 0, 0], reading.FontFile(descriptor)[..4]));
        Assert.InRange(pdf.Length, 5_000, 40_000);
    }

    [Fact]
    public void It_is_black_and_grey_alone()
    {
        var page = new PdfReading(Documents.Pdf([Printed.Ticket()])).Pages[0];
        Assert.DoesNotMatch(" (k|K|cs|CS|sc|SC|scn|SCN)\n", page);
        Assert.Equal(["0 0 0", ".349 .349 .349"], Regex.Matches(page, @"([\d. ]+) (rg|RG)\b").Select(static color => color.Groups[1].Value.Trim()).Distinct());
    }

    [Theory]
    [InlineData("Žluťoučký kůň, Łódź, Đuro, Ñandú, Ấp Bắc")]
    [InlineData("Αθανάσιος Παπαδόπουλος")]
    [InlineData("Щербаков Їжак Џорџ")]
    [InlineData("„“”’–—…€£₴₽№")]
    [InlineData("السلام عليكم")]
    [InlineData("می\u200cخواهم")]
    [InlineData("שָׁלוֹם בן־דוד")]
    [InlineData("क्षितिज श्रीवास्तव")]
    [InlineData("น้ำทิพย์ กุ้ง ปู่")]
    [InlineData("王小明 東京「さくら」 김민준")]
    [InlineData("王小明 Wang")]
    public void Letters_of_the_scripts_that_the_fonts_cover_are_written(string name) =>
        Assert.Equal(name, Joined(new PdfReading(Documents.Pdf([Printed.Ticket() with { EventName = name }]))));

    [Theory]
    [InlineData("Concert קונצרט 19:30 בתל live", "Concert |בתל| 19:30|קונצרט | live")]
    [InlineData("קונצרט Live 2027 חי", "חי| Live 2027|קונצרט ")]
    [InlineData("حفل ١٢٫٥ مساء", " مساء|٥|٫|١٢|حفل ")]
    public void What_is_read_from_right_to_left_stands_so(string name, string parts) =>
        Assert.Equal(parts.Replace("|", "", StringComparison.Ordinal), Joined(new PdfReading(Documents.Pdf([Printed.Ticket() with { EventName = name }]))));

    [Theory]
    [InlineData("Party 🎉!", "Party �!")]
    [InlineData("ᚠᚢ", "��")]
    [InlineData("a\tb\u200bc\u202ed\u0000e", "a bcd e")]
    public void What_no_font_has_is_shown_as_missing_and_what_has_no_shape_is_left_out(string name, string shown) =>
        Assert.Equal(shown, Joined(new PdfReading(Documents.Pdf([Printed.Ticket() with { EventName = name }]))));

    [Fact]
    public void Half_a_character_is_shown_as_missing() =>
        Assert.Equal("half � pair", Joined(new PdfReading(Documents.Pdf([Printed.Ticket() with { EventName = $"half {(char)0xD83C} pair" }]))));

    [Theory]
    [InlineData("W", 200)]
    [InlineData("Long name ", 20)]
    [InlineData("Ω", 200)]
    [InlineData("حفل ", 50)]
    [InlineData("ที่", 60)]
    [InlineData("東京", 80)]
    public void However_long_a_name_is_it_is_there_to_its_end(string part, int times)
    {
        var name = string.Concat(Enumerable.Repeat(part, times));
        var pdf = new PdfReading(Documents.Pdf([Printed.Ticket() with { EventName = name, Venue = name, Section = name, Holder = name }]));
        var letters = string.Concat(pdf.Texts(0)).Replace(" ", "", StringComparison.Ordinal);
        var expected = name.Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal(5, letters.Split(expected).Length);
        Assert.Equal(Modules.Of(Printed.Ticket().Code).Length, Modules.InPage(pdf.Pages[0]).Length);
    }

    [Fact]
    public void Facts_that_a_ticket_does_not_have_are_left_out()
    {
        var texts = new PdfReading(Documents.Pdf([Printed.Ticket() with { Venue = null, StartsAt = null, Row = null, Seat = null, Holder = null, Currency = "" }])).Texts(0);
        Assert.Equal(["Concert", "Section", "Stalls", "Booking", "K7QF2MPX4T", "Ticket", "1 / 1"], texts.Take(7));
    }

    [Fact]
    public void The_same_tickets_give_the_same_file()
    {
        var ticket = Printed.Ticket();
        Assert.Equal(Documents.Pdf([ticket]), Documents.Pdf([ticket]));
        var information = new PdfReading(Documents.Pdf([ticket])).Information;
        Assert.Contains($"/Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("Concert · K7QF2MPX4T"))}>", information, StringComparison.Ordinal);
        Assert.DoesNotContain("Date", information, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_drawn_at_once()
    {
        TicketView[] tickets = [.. new[] { "Concert", "حفل موسيقي", "קונצרט", "शास्त्रीय संगीत", "คอนเสิร์ต", "東京" }.Select(static name => Printed.Ticket() with { EventName = name, Venue = name })];
        var together = await Task.WhenAll(Enumerable.Range(0, 48).Select(i => Task.Run(() => Documents.Pdf([tickets[i % tickets.Length]]))));
        Assert.All(together.Index(), drawn => Assert.Equal(Documents.Pdf([tickets[drawn.Index % tickets.Length]]), drawn.Item));
    }

    [Fact]
    public void The_picture_of_a_code_has_its_modules_and_the_white_around_them()
    {
        var ticket = Printed.Ticket();
        Assert.Equal(Modules.Of(ticket.Code), Modules.InPng(Documents.Png(ticket)));
    }

    /// <summary>The lines before the venue.</summary>
    private static string Joined(PdfReading pdf) => string.Join(' ', pdf.Texts(0).TakeWhile(static text => text != "Town Hall"));
}
