using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Identifiers;
using Ticketing.Mail;

namespace Ticketing.Tickets;

/// <summary>Has the tickets of a booking made out in its customer's name, and sent to that customer.</summary>
public sealed class TicketDesk(IGrainFactory grains, ITicketDocuments documents, IMailSender mail, TimeProvider time)
{
    public async Task<TicketsAnswer> IssueAsync(BookingView booking) => await IssueAsync(booking, await ProfileAsync(booking.Customer));

    /// <summary>Sends the tickets to the address that was given with the booking, else the customer's, whoever asks. Null: they are on their way.</summary>
    public async Task<Refusal?> MailAsync(BookingView booking)
    {
        var profile = await ProfileAsync(booking.Customer);
        var answer = await IssueAsync(booking, profile);
        if (answer.Refusal is not null || (booking.Email ?? profile?.Email) is not { } address)
        {
            return answer.Refusal ?? new Refusal(RefusalCode.NoAddress);
        }

        var outcome = await mail.SendAsync(documents.Letter(answer.Tickets, address, time.GetUtcNow()));
        return outcome.Result switch
        {
            MailResult.Sent => null,
            MailResult.Refused => new Refusal(RefusalCode.MailRefused),
            _ => new Refusal(RefusalCode.MailUnavailable),
        };
    }

    private async Task<TicketsAnswer> IssueAsync(BookingView booking, CustomerView? profile) => await grains
        .GetGrain<ITicketIssuerGrain>(GrainKeys.Event(booking.BookingId.Hold.EventKey))
        .Issue(new IssueTickets(booking, TicketHolder.Of(booking.Customer, profile)));

    /// <summary>Null for guests: they have none.</summary>
    private async Task<CustomerView?> ProfileAsync(string? customer) =>
        customer is null || TicketHolder.IsGuest(customer) ? null : await grains.GetGrain<ICustomerGrain>(customer).Get();
}
