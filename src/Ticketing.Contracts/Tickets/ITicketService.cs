using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Mail;

namespace Ticketing.Tickets;

/// <summary>Has tickets made out, each in the name of whose it is, sent to them, and passed on; and lists what a customer was passed.</summary>
public interface ITicketService
{
    /// <summary>The last position to begin at.</summary>
    const long LastPosition = (long)int.MaxValue * (TicketId.MaxPlace + 1);

    /// <summary>The tickets of some places of a booking.</summary>
    Task<TicketsAnswer> IssueAsync(BookingView booking, ImmutableArray<int> places);

    /// <summary>
    /// Sends tickets to whose they are, whoever asks: who booked those that were not passed on, to the address that was given
    /// with the booking or the one in their profile; anybody else their own, to the latter.
    /// </summary>
    /// <param name="booking">The booking as it is.</param>
    /// <param name="places">Of these those that are the receiver's.</param>
    /// <param name="receiver">Whose tickets are sent.</param>
    Task<(MailResult Result, Refusal? Refusal)> MailAsync(BookingView booking, ImmutableArray<int> places, string? receiver);

    /// <summary>What who booked reads (BCP 47). Null: nobody knows.</summary>
    Task<string?> LocaleOfAsync(BookingView booking);

    /// <summary>Passes a ticket on, to somebody who is known here, or back to who booked. Again: the same answer.</summary>
    Task<BookingAnswer> TransferAsync(BookingView booking, TransferTicket command);

    /// <summary>The tickets that a customer was passed and still has, in the order in which they first came.</summary>
    Task<(IReadOnlyList<(BookingView Booking, int Place)> Items, long? Next)> ListReceivedAsync(string customer, long start, int limit);
}
