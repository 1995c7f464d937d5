using Orleans;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Finalization;

/// <summary>Draws and mails tickets. Keeps nothing: the booking knows whether it was mailed.</summary>
[GrainType("ticketing.ticket-mailer")]
public sealed class TicketMailerGrain(ITicketDocuments documents, IMailSender mail, TimeProvider time) : Grain, ITicketMailerGrain
{
    public async Task<LetterResult> Send(BookingId booking)
    {
        var grain = GrainFactory.GetGrain<IBookingGrain>(booking.GrainKey());
        if (await grain.Get() is not { TicketStatus: TicketStatus.Finalized, TicketsMailedAt: null } view)
        {
            return LetterResult.NotWanted;
        }

        var profile = view.Customer is { } customer && !TicketHolder.IsGuest(customer)
            ? await GrainFactory.GetGrain<ICustomerGrain>(customer).Get()
            : null;
        int[] own = [.. Enumerable.Range(1, view.Quantity).Where(place => view.PassedOf(place)?.Holder is null)];
        if (own.Length == 0 || (view.Email ?? profile?.Email) is not { } address)
        {
            return LetterResult.NotWanted;
        }

        var issued = await GrainFactory.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(booking.Hold.EventKey))
            .Issue(new IssueTickets(view, TicketHolder.Of(view.Customer, profile)) { Places = own.Length == view.Quantity ? [] : [.. own] });
        if (issued.Refusal is { } refusal)
        {
            return refusal.Code == RefusalCode.NoTickets ? LetterResult.NotWanted : LetterResult.Unavailable;
        }

        var result = await Post.Send(mail, documents.Letter(issued.Tickets, address, time.GetUtcNow()), time);
        if (result == LetterResult.Sent)
        {
            await grain.TicketsMailed();
        }

        return result;
    }
}
