using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Mail;
using Ticketing.Organizations;
using Ticketing.Receipts;
using Ticketing.Waitlists;

namespace Ticketing.Tickets;

/// <summary>Tickets as files, and letters. Each is in the language of whoever it is for: of its <c>Locale</c>, else the installation's.</summary>
public interface ITicketDocuments
{
    /// <summary>The calendar entry that goes with <see cref="Farewell"/>.</summary>
    const string FarewellType = "text/calendar; charset=utf-8; method=CANCEL";

    /// <summary>What <see cref="Calendar"/> writes. Clients of mail look at the method (RFC 6047).</summary>
    const string CalendarType = "text/calendar; charset=utf-8; method=PUBLISH";

    /// <summary>A page for each ticket. The same tickets give the same file.</summary>
    byte[] Pdf(IReadOnlyList<TicketView> tickets);

    /// <summary>A receipt, on as many pages as it needs. The same receipt of the same booking gives the same file.</summary>
    byte[] Receipt(PrintedReceipt receipt);

    /// <summary>A ticket's QR code, black on white, with the white around it that scanners need.</summary>
    byte[] Png(TicketView ticket);

    /// <summary>The event as a calendar entry (RFC 5545) of whoever has the tickets. Null: nobody knows when it begins.</summary>
    byte[]? Calendar(IReadOnlyList<TicketView> tickets, DateTimeOffset now);

    /// <summary>A letter with the tickets' PDF and the calendar entry.</summary>
    /// <param name="tickets">The tickets.</param>
    /// <param name="address">Where to.</param>
    /// <param name="now">The time.</param>
    /// <param name="page">Opens the booking's page for whoever reads the letter. Null: it has no link.</param>
    /// <param name="givenBack">The booking's other tickets, which were given back, where the reader may know of them.</param>
    MailLetter Letter(IReadOnlyList<TicketView> tickets, string address, DateTimeOffset now, string? page = null, IReadOnlyCollection<GivenBackTicket>? givenBack = null);

    /// <summary>A letter that says that the event has another time or place, with the tickets and the calendar entry as they are now.</summary>
    /// <param name="tickets">The tickets as they are now.</param>
    /// <param name="notice">What was changed.</param>
    /// <param name="address">Where to.</param>
    /// <param name="now">The time.</param>
    MailLetter Notice(IReadOnlyList<TicketView> tickets, ChangeNotice notice, string address, DateTimeOffset now);

    /// <summary>A letter of the event's staff.</summary>
    /// <param name="ticket">Any of the reader's tickets.</param>
    /// <param name="place">The first place of the reader's.</param>
    /// <param name="message">What they write.</param>
    /// <param name="address">Where to.</param>
    /// <param name="page">Opens the booking's page. Null: the reader has no link.</param>
    MailLetter Message(TicketView ticket, int place, EventMessage message, string address, string? page);

    /// <summary>A letter that says that a booking is cancelled, and takes its entry out of the calendar.</summary>
    /// <param name="ended">Any of its tickets; it lets nobody in.</param>
    /// <param name="address">Where to.</param>
    /// <param name="now">The time.</param>
    MailLetter Farewell(TicketView ended, string address, DateTimeOffset now);

    /// <summary>A letter with a link that signs in.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">Where to.</param>
    MailLetter SignIn(SignInLetter link, string address);

    /// <summary>A letter with which somebody who wants to wait for an event proves that the address is theirs.</summary>
    /// <param name="id">Names the letter.</param>
    /// <param name="view">The event.</param>
    /// <param name="link">Joins its waitlist.</param>
    /// <param name="address">Where to.</param>
    /// <param name="locale">What the reader reads (BCP 47). Null: nobody knows.</param>
    MailLetter Invitation(string id, EventView view, string link, string address, string? locale);

    /// <summary>A letter that says that places are kept for somebody who waits.</summary>
    MailLetter Offer(WaitlistOffer offer, string address);

    /// <summary>A letter to an owner, that says who of an organization's staff lost access.</summary>
    /// <param name="lost">What happened.</param>
    /// <param name="organization">What the organization is called.</param>
    /// <param name="address">Where to.</param>
    /// <param name="locale">What the reader reads (BCP 47). Null: nobody knows.</param>
    MailLetter AccessLost(LostAccess lost, string organization, string address, string? locale);
}

/// <summary>What a letter with a link that signs in says.</summary>
/// <param name="Id">Names the letter.</param>
/// <param name="Address">Where the link leads.</param>
/// <param name="Until">When it can be used no more.</param>
/// <param name="Locale">What the reader reads (BCP 47). Null: nobody knows.</param>
public sealed record SignInLetter(string Id, string Address, DateTimeOffset Until, string? Locale);

/// <summary>What a letter tells of a change of an event.</summary>
/// <param name="Version">The event's version that has it.</param>
/// <param name="Former">What was before.</param>
/// <param name="FullRefundUntil">Until when the reader may give the booking back in full. Null: that is not offered to them.</param>
/// <param name="Page">Opens the booking's page. Null: the reader has no link.</param>
public sealed record ChangeNotice(long Version, EventSchedule Former, DateTimeOffset? FullRefundUntil, string? Page);
