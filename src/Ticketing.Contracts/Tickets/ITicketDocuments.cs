using Ticketing.Mail;

namespace Ticketing.Tickets;

/// <summary>Tickets as files.</summary>
public interface ITicketDocuments
{
    /// <summary>A page for each ticket. The same tickets give the same file.</summary>
    byte[] Pdf(IReadOnlyList<TicketView> tickets);

    /// <summary>A ticket's QR code, black on white, with the white around it that scanners need.</summary>
    byte[] Png(TicketView ticket);

    /// <summary>The event as a calendar entry (RFC 5545) of whoever has the tickets. Null: nobody knows when it begins.</summary>
    byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now);

    /// <summary>A letter with the tickets' PDF and the calendar entry.</summary>
    MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now);
}
