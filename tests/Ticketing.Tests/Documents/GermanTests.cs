using System.Text;
using Ticketing.Documents;
using Ticketing.Events;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Texts;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Documents;

/// <summary>Letters, tickets and receipts for those who read German.</summary>
public sealed class GermanTests
{
    private static readonly TicketDocuments Documents = new();

    /// <summary>A summer evening in Berlin.</summary>
    private static TicketView Ticket => Printed.Ticket() with
    {
        StartsAt = new DateTimeOffset(2031, 6, 7, 17, 30, 0, TimeSpan.Zero),
        EndsAt = new DateTimeOffset(2031, 6, 7, 20, 0, 0, TimeSpan.Zero),
        DoorsOpenAt = new DateTimeOffset(2031, 6, 7, 16, 30, 0, TimeSpan.Zero),
        TimeZone = "Europe/Berlin",
        TypeName = "Ermäßigt",
        Locale = "de-AT",
    };

    [Fact]
    public void A_ticket_names_its_facts_in_German()
    {
        var texts = new PdfReading(Documents.Pdf([Ticket])).Texts(0);

        Assert.Contains("Samstag, 7. Juni 2031, 19:30 – 22:00 Uhr (Europe/Berlin)", texts);
        Assert.Contains("Einlass 18:30 Uhr", texts);
        Assert.All(["Bereich", "Reihe", "Platz", "Name", "Ticketart", "Preis", "Buchung", "Ticket"], name => Assert.Contains(name, texts));
        Assert.Contains(texts, static text => text.Replace('\u00a0', ' ') == "25,00 €");
        Assert.Contains(texts, static text => text.StartsWith("Gültig ", StringComparison.Ordinal) && text.EndsWith(" Uhr (Europe/Berlin)", StringComparison.Ordinal));
    }

    [Fact]
    public void The_letter_with_tickets_and_its_calendar_entry_are_German()
    {
        var letter = Documents.Letter([Ticket, Ticket with { Seat = "13" }], "ann@example.org", TicketSamples.Start, "https://tickets.example/my/1");

        Assert.Equal("Ihre Tickets: Concert", letter.Subject);
        Assert.StartsWith(
            "Ihre Tickets zur Buchung K7QF2MPX4T\r\n\r\nConcert\r\nTown Hall\r\nSamstag, 7. Juni 2031, 19:30 – 22:00 Uhr (Europe/Berlin)\r\nEinlass 18:30 Uhr\r\n\r\nStalls, Reihe A, Platz 12, Ermäßigt\r\n",
            letter.Text, StringComparison.Ordinal);
        Assert.Contains("behalten Sie ihn also für sich:\r\nhttps://tickets.example/my/1", letter.Text, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html><html lang=\"de\">", letter.Html, StringComparison.Ordinal);
        Assert.Contains("Ihre Tickets zur Buchung <strong>K7QF2MPX4T</strong>:", letter.Html, StringComparison.Ordinal);
        var entry = Encoding.UTF8.GetString(letter.Attachments[1].Content.Span).Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains("DESCRIPTION:Buchung K7QF2MPX4T\\nStalls\\, Reihe A\\, Platz 12", entry, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_and_a_cancellation_are_told_in_German()
    {
        var former = new EventSchedule { StartsAt = Ticket.StartsAt!.Value.AddDays(-1), Venue = "Old Hall" };
        var notice = Documents.Notice([Ticket], new ChangeNotice(2, former, Ticket.StartsAt.Value.AddDays(-3), Page: null), "ann@example.org", TicketSamples.Start);

        Assert.Equal("Verlegt: Concert", notice.Subject);
        Assert.Contains("Wann: Samstag, 7. Juni 2031, 19:30 – 22:00 Uhr (Europe/Berlin)\r\nBisher: Freitag, 6. Juni 2031, 19:30 Uhr (Europe/Berlin)\r\n", notice.Text, StringComparison.Ordinal);
        Assert.Contains("Wo: Town Hall\r\nBisher: Old Hall\r\n", notice.Text, StringComparison.Ordinal);
        Assert.Contains("erhalten den vollen Betrag zurück, bis Mittwoch, 4. Juni 2031, 19:30 Uhr (Europe/Berlin).", notice.Text, StringComparison.Ordinal);

        var farewell = Documents.Farewell(Ticket, "ann@example.org", TicketSamples.Start);
        Assert.Equal("Die Buchung K7QF2MPX4T ist storniert: Concert", farewell.Subject);
        Assert.Contains("Ihre Tickets gelten nicht mehr.", farewell.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_receipt_has_German_labels_days_and_amounts()
    {
        var texts = new PdfReading(Documents.Receipt(Printed.Receipt("Stadttheater") with { Locale = "de" })).Texts(0).Select(static text => text.Replace('\u00a0', ' ')).ToArray();

        Assert.Contains("Steuernummer: DE 123", texts);
        Assert.Contains(texts, static text => text.StartsWith("Beleg ", StringComparison.Ordinal));
        Assert.Contains("Datum: 31. Januar 2027", texts);

        // Each with its amount, which is on the same line.
        Assert.Contains("2 × Adult, Stalls (je 25,00 €)50,00 €", texts);
        Assert.Contains("Rabatt (TEN)−5,00 €", texts);
        Assert.Contains("VAT 7 %, auf 45,00 €3,15 €", texts);
        Assert.Contains("Summe48,15 €", texts);
    }

    [Fact]
    public void Links_and_offers_are_told_in_German()
    {
        DateTimeOffset until = new(2031, 6, 7, 17, 30, 0, TimeSpan.Zero);
        var link = Documents.SignIn(new SignInLetter("1", "https://tickets.example/1", until, "de"), "ann@example.org");
        Assert.Equal("Ihr Link zum Anmelden", link.Subject);
        Assert.Contains("bis Samstag, 7. Juni 2031, 17:30 Uhr (UTC):", link.Text, StringComparison.Ordinal);

        var offer = Documents.Offer(new WaitlistOffer(new WaitlistEntry { Quantity = 2, ExpiresAt = until }, new EventView { Name = "Konzert" }, Name: null, "https://shop.example", "de"), "ann@example.org");
        Assert.Equal("Sie sind an der Reihe: Konzert", offer.Subject);
        Assert.Contains("2 Plätze sind für Sie reserviert, bis Samstag, 7. Juni 2031, 17:30 Uhr (UTC).", offer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, Language.German, "Ihr Ticket: Concert")]
    [InlineData("fr", Language.German, "Ihr Ticket: Concert")]
    [InlineData("fr", Language.English, "Your ticket: Concert")]
    [InlineData("en", Language.German, "Your ticket: Concert")]
    public void Who_gave_no_language_or_one_without_texts_reads_the_installations(string? locale, Language installation, string subject) =>
        Assert.Equal(subject, new TicketDocuments { Language = installation }.Letter([Printed.Ticket() with { Locale = locale }], "ann@example.org", TicketSamples.Start).Subject);
}
