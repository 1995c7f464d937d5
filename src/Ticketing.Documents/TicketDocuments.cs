using System.Net.Mail;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Receipts;
using Ticketing.Tickets;

namespace Ticketing.Documents;

/// <summary>Draws tickets and receipts. Pure, and safe for any number of callers at once.</summary>
public sealed class TicketDocuments : ITicketDocuments
{
    /// <summary>Who is asked about a calendar entry.</summary>
    public MailAddress Organizer { get; init; } = new("tickets@localhost");

    public byte[] Pdf(IReadOnlyList<TicketView> tickets)
    {
        PdfFile file = new();
        foreach (var ticket in tickets)
        {
            TicketPage.Draw(file, ticket);
        }

        return file.Write(tickets is [var first, ..] ? $"{first.EventName} · {first.Reference}" : "");
    }

    public byte[] Receipt(PrintedReceipt receipt)
    {
        PdfFile file = new();
        ReceiptPages.Draw(file, receipt);
        return file.Write(ReceiptPages.Title(receipt));
    }

    public byte[] Png(TicketView ticket) => QrSymbol.Png(ticket.Code);

    public byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now) => TicketCalendar.Write(tickets, Organizer, now);

    public MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now, string? page = null) =>
        TicketLetter.Of(tickets, address, Pdf(tickets), Calendar(tickets, now), page);

    public MailLetter Notice(IReadOnlyList<TicketView> tickets, ChangeNotice notice, string address, DateTimeOffset now) =>
        NoticeLetter.Of(tickets, notice, address, Pdf(tickets), Calendar(tickets, now));

    public MailLetter Message(TicketView ticket, int place, EventMessage message, string address, string? page) =>
        MessageLetter.Of(ticket, place, message, address, page);

    public MailLetter Farewell(TicketView ended, string address, DateTimeOffset now) =>
        TicketLetter.Farewell(ended, address, TicketCalendar.Cancel(ended, Organizer, now));

    public MailLetter SignIn(SignInLetter link, string address) => LinkLetter.Of(link, address);
}
