using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Organizations;
using Ticketing.Receipts;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Simulation;

/// <summary>Letters without drawings: those have tests of their own, and take long.</summary>
public sealed class PlainLetters : ITicketDocuments
{
    public byte[] Pdf(IReadOnlyList<TicketView> tickets) => [];

    public byte[] Receipt(PrintedReceipt receipt) => [];

    public byte[] Png(TicketView ticket) => [];

    public byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now) => null;

    public MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now, string? page = null, IReadOnlyCollection<GivenBackTicket>? givenBack = null) => new()
    {
        Id = tickets[0].Claims.TicketId.Booking.ToString(),
        To = address,
        Subject = tickets[0].Reference,
        Text = string.Join(' ', tickets.Select(static ticket => ticket.Code)),
        Html = "",
    };

    public MailLetter Notice(IReadOnlyList<TicketView> tickets, ChangeNotice notice, string address, DateTimeOffset now) => new()
    {
        Id = $"changed.{tickets[0].Claims.TicketId.Booking}.{notice.Version}",
        To = address,
        Subject = tickets[0].Reference,
        Text = string.Join(' ', tickets.Select(static ticket => ticket.Code)),
        Html = "",
    };

    public MailLetter Message(TicketView ticket, int place, EventMessage message, string address, string? page) => new()
    {
        Id = $"message.{ticket.Claims.TicketId.Booking}-{place}.{message.Number}",
        To = address,
        Subject = message.Subject,
        Text = "",
        Html = "",
    };

    public MailLetter SignIn(SignInLetter link, string address) => new() { Id = link.Id, To = address, Subject = "", Text = link.Address, Html = "" };

    public MailLetter Invitation(string id, EventView view, string link, string address, string? locale) => new() { Id = id, To = address, Subject = view.Name, Text = link, Html = "" };

    public MailLetter Offer(WaitlistOffer offer, string address) => new() { Id = $"waitlist.{offer.Entry.Id}.{offer.Entry.Offers}", To = address, Subject = offer.Event.Name, Text = "", Html = "" };

    public MailLetter AccessLost(LostAccess lost, string organization, string address, string? locale) => new() { Id = $"access-lost.{lost.Number}", To = address, Subject = organization, Text = "", Html = "" };

    public MailLetter Farewell(TicketView ended, string address, DateTimeOffset now) => new()
    {
        Id = $"cancelled.{ended.Claims.TicketId.Booking}",
        To = address,
        Subject = ended.Reference,
        Text = "",
        Html = "",
    };
}
