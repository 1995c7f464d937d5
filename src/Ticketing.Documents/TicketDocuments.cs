using System.Net.Mail;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Organizations;
using Ticketing.Receipts;
using Ticketing.Texts;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Documents;

/// <summary>Draws tickets and receipts. Pure, and safe for any number of callers at once.</summary>
public sealed class TicketDocuments : ITicketDocuments
{
    /// <summary>Who is asked about a calendar entry.</summary>
    public MailAddress Organizer { get; init; } = new("tickets@localhost");

    /// <summary>Of what is for somebody of whom nobody knows what they read, or who reads what there are no texts in.</summary>
    public Language Language { get; init; }

    public byte[] Pdf(IReadOnlyList<TicketView> tickets)
    {
        PdfFile file = new();
        foreach (var ticket in tickets)
        {
            TicketPage.Draw(file, ticket, TextsOf(ticket.Locale));
        }

        return file.Write(tickets is [var first, ..] ? $"{first.EventName} · {first.Reference}" : "");
    }

    public byte[] Receipt(PrintedReceipt receipt)
    {
        PdfFile file = new();
        var texts = TextsOf(receipt.Locale);
        ReceiptPages.Draw(file, receipt, texts);
        return file.Write(ReceiptPages.Title(receipt, texts));
    }

    public byte[] Png(TicketView ticket) => QrSymbol.Png(ticket.Code);

    public byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now) => TicketCalendar.Write(tickets, TextsOf(tickets is [var first, ..] ? first.Locale : null), Organizer, now);

    public MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now, string? page = null, IReadOnlyCollection<GivenBackTicket>? givenBack = null) =>
        TicketLetter.Of(tickets, TextsOf(tickets[0].Locale), address, Pdf(tickets), Calendar(tickets, now), page, givenBack ?? []);

    public MailLetter Notice(IReadOnlyList<TicketView> tickets, ChangeNotice notice, string address, DateTimeOffset now) =>
        NoticeLetter.Of(tickets, TextsOf(tickets[0].Locale), notice, address, Pdf(tickets), Calendar(tickets, now));

    public MailLetter Message(TicketView ticket, int place, EventMessage message, string address, string? page) =>
        MessageLetter.Of(ticket, TextsOf(ticket.Locale), place, message, address, page);

    public MailLetter Farewell(TicketView ended, string address, DateTimeOffset now)
    {
        var texts = TextsOf(ended.Locale);
        return TicketLetter.Farewell(ended, texts, address, TicketCalendar.Cancel(ended, texts, Organizer, now));
    }

    public MailLetter SignIn(SignInLetter link, string address) => LinkLetter.SignIn(link, TextsOf(link.Locale), address);

    public MailLetter Invitation(string id, EventView view, string link, string address, string? locale) => LinkLetter.Waitlist(id, view, link, TextsOf(locale), address);

    public MailLetter Offer(WaitlistOffer offer, string address) => OfferLetter.Of(offer, TextsOf(offer.Locale), address);

    public MailLetter AccessLost(LostAccess lost, string organization, string address, string? locale) => AccessLetter.Of(lost, organization, TextsOf(locale), address);

    private TextBook TextsOf(string? locale) => PaperTexts.Of(Languages.Of(locale) ?? Language);
}
