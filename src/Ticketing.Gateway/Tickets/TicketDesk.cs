using System.Collections.Immutable;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Identifiers;
using Ticketing.Mail;

namespace Ticketing.Tickets;

/// <summary>Has tickets made out, each in the name of whose it is, and sent to them.</summary>
public sealed class TicketDesk(IGrainFactory grains, ITicketDocuments documents, IMailSender mail, TimeProvider time)
{
    /// <summary>Profiles that are asked for at once.</summary>
    private const int AtOnce = 64;

    /// <summary>The tickets of some places of a booking.</summary>
    public async Task<TicketsAnswer> IssueAsync(BookingView booking, ImmutableArray<int> places)
    {
        if (places.IsEmpty)
        {
            return TicketsAnswer.Refused(RefusalCode.TicketPassedOn);
        }

        var answer = await grains.GetGrain<ITicketIssuerGrain>(GrainKeys.Event(booking.BookingId.Hold.EventKey))
            .Issue(new IssueTickets(booking, Holder: null) { Places = places.Length == booking.Quantity ? [] : places });
        if (answer.Refusal is not null)
        {
            return answer;
        }

        Dictionary<string, string?> names = [];
        foreach (var some in places.Select(booking.HolderOf).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (var (holder, profile) in some.Zip(await Task.WhenAll(some.Select(ProfileAsync))))
            {
                names[holder] = TicketHolder.Of(holder, profile);
            }
        }

        return answer with
        {
            Tickets = [.. answer.Tickets.Select(ticket => ticket with { Holder = booking.HolderOf(ticket.Claims.TicketId.Place) is { } holder ? names[holder] : null })],
        };
    }

    /// <summary>
    /// Sends tickets to whose they are, whoever asks: who booked those that were not passed on, to the address that was given
    /// with the booking or the one in their profile; anybody else their own, to the latter.
    /// </summary>
    public async Task<(MailResult Result, Refusal? Refusal)> MailAsync(SeenTickets seen)
    {
        var booking = seen.Booking;
        var receiver = seen.Receiver;
        var answer = await IssueAsync(booking, [.. seen.Known.Where(place => booking.HolderOf(place) == receiver)]);
        if (answer.Refusal is { } refusal)
        {
            return (MailResult.Off, refusal);
        }

        var isBookers = receiver == booking.Customer;
        if (((isBookers ? booking.Email : null) ?? (await ProfileAsync(receiver))?.Email) is not { } address)
        {
            return (MailResult.Off, new Refusal(RefusalCode.NoAddress));
        }

        var tickets = isBookers ? answer.Tickets : [.. answer.Tickets.Select(static ticket => ticket.WithoutPrice())];
        var outcome = await mail.SendAsync(documents.Letter(tickets, address, time.GetUtcNow()));
        return (outcome.Result, outcome.Result switch
        {
            MailResult.Sent or MailResult.Kept => null,
            MailResult.Refused => new Refusal(RefusalCode.MailRefused),
            _ => new Refusal(RefusalCode.MailUnavailable),
        });
    }

    /// <summary>Null for guests: they have none.</summary>
    private async Task<CustomerView?> ProfileAsync(string? customer) =>
        customer is null || TicketHolder.IsGuest(customer) ? null : await grains.GetGrain<ICustomerGrain>(customer).Get();
}
