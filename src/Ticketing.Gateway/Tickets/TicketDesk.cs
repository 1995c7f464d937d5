using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>Has the tickets of a booking made out in its customer's name.</summary>
public sealed class TicketDesk(IGrainFactory grains)
{
    public async Task<TicketsAnswer> IssueAsync(BookingView booking) => await grains
        .GetGrain<ITicketIssuerGrain>(GrainKeys.Event(booking.BookingId.Hold.EventKey))
        .Issue(new IssueTickets(booking, await HolderAsync(booking.Customer)));

    /// <summary>The name in the customer's profile, else what the customer is known by.</summary>
    private async Task<string?> HolderAsync(string? customer) =>
        customer is null ? null
        : customer.StartsWith(Ownership.GuestPrefix, StringComparison.Ordinal) ? customer[Ownership.GuestPrefix.Length..]
        : (await grains.GetGrain<ICustomerGrain>(customer).Get()).Name ?? customer;
}
