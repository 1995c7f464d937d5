using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Finalization;

/// <summary>Draws and mails tickets. Keeps nothing: the booking knows what was mailed.</summary>
[GrainType("ticketing.ticket-mailer")]
public sealed class TicketMailerGrain(ITicketDocuments documents, IMailSender mail, TimeProvider time) : Grain, ITicketMailerGrain
{
    /// <summary>Nothing more is begun after that, so that all of it is over before the caller gives up.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(3);

    public async Task<LetterResult> Send(BookingId booking)
    {
        if (await Booking(booking).Get() is not { } view || view.TicketStatus == TicketStatus.Pending || BookingFinalization.IsOpen(view.Status))
        {
            // Nobody would ask before its tickets were made out: this activation does not know it, the next one will.
            return LetterResult.Unavailable;
        }

        if (TicketLetters.Owed(view).IsEmpty && (await Booking(booking).FinalizeTickets()).Booking is { } known)
        {
            // It says that after a write, so that an activation beside the one that knows of a letter fails.
            view = known;
        }

        if (view.TicketStatus != TicketStatus.Finalized)
        {
            return LetterResult.NotWanted;
        }

        var begun = time.GetTimestamp();
        HashSet<LetterResult> results = [];
        foreach (var letter in TicketLetters.Owed(view))
        {
            results.Add(results.Count > 0 && time.GetElapsedTime(begun) > LongestStart ? LetterResult.Unavailable : await Send(view, letter));
        }

        // What was sent is not sent again with what is tried again.
        return results.Contains(LetterResult.Unavailable) ? LetterResult.Unavailable
            : results.Contains(LetterResult.Refused) ? LetterResult.Refused
            : results.Contains(LetterResult.Sent) ? LetterResult.Sent
            : LetterResult.NotWanted;
    }

    private async Task<LetterResult> Send(BookingView view, OwedLetter letter)
    {
        var profile = letter.Holder is { } holder && !TicketHolder.IsGuest(holder)
            ? await GrainFactory.GetGrain<ICustomerGrain>(holder).Get()
            : null;
        if ((TicketLetters.AddressOf(view, letter) ?? profile?.Email) is not { } address)
        {
            return LetterResult.NotWanted;
        }

        var issued = await GrainFactory.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(view.BookingId.Hold.EventKey))
            .Issue(new IssueTickets(view, TicketHolder.Of(letter.Holder, profile)) { Places = letter.Places });
        if (issued.Refusal is { } refusal)
        {
            return refusal.Code == RefusalCode.NoTickets ? LetterResult.NotWanted : LetterResult.Unavailable;
        }

        var tickets = letter.Holder == view.Customer ? issued.Tickets : [.. issued.Tickets.Select(static ticket => ticket.WithoutPrice())];
        var result = await Post.Send(mail, documents.Letter(tickets, address, time.GetUtcNow()), time);
        if (result == LetterResult.Sent)
        {
            await Booking(view.BookingId).LetterSent(new SentLetter
            {
                Tickets = [.. tickets.Select(static ticket => new TicketRevision(ticket.Claims.TicketId.Place, ticket.Claims.Revision, default))],
                Places = view.Places,
                IsOwn = letter.IsOwn,
            });
        }

        return result;
    }

    private IBookingGrain Booking(BookingId booking) => GrainFactory.GetGrain<IBookingGrain>(booking.GrainKey());
}
