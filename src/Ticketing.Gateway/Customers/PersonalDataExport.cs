using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Security;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Customers;

/// <summary>Everything that is known of a customer, as one document.</summary>
public sealed class PersonalDataExport(IGrainFactory grains, IBookingListService lists, IWaitlistService waitlists, ITicketService received, StaffDirectory staff, TimeProvider time)
{
    /// <summary>Bookings of one document; those beyond come with the next cursor.</summary>
    private const int MaxBookings = 1_000;
    private const int AtOnce = 100;

    /// <summary>Asks every owner of personal data. A new one is added here, and to the steps of the erasure.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="start">The first booking; all other parts are in every document.</param>
    public async Task<PersonalDataResponse> ReadAsync(string customer, long start)
    {
        var now = time.GetUtcNow();
        var (bookings, next) = await BookingsAsync(customer, start, now);
        return new PersonalDataResponse
        {
            Id = customer,
            ExportedAt = now,
            Profile = ProfileResponse.Of(await grains.GetGrain<ICustomerGrain>(customer).Get()),
            Block = await BlockAsync(customer),
            Waitlist = await EntriesAsync(customer, now),
            Tickets = await TicketsAsync(customer),
            Staff = await StaffAsync(customer),
            Bookings = bookings,
            NextCursor = next is { } position ? Listing.Encode(position) : null,
        };
    }

    private async Task<KnownBlockResponse?> BlockAsync(string customer)
    {
        var list = await grains.GetGrain<IBlockListGrain>(IBlockListGrain.All).List();
        return list.FirstOrDefault(known => known.Customer == customer) is { } block ? new KnownBlockResponse { Since = block.Since, Why = block.Why } : null;
    }

    private async Task<List<ExportedStaffResponse>> StaffAsync(string customer) =>
    [
        .. from organization in await staff.AllAsync()
           from member in organization.Staff
           where member.Subject == customer
           select new ExportedStaffResponse
           {
               OrganizationId = organization.OrganizationId,
               Name = organization.Name,
               Role = (StaffRole)member.Role,
               Email = member.Email,
               Since = member.Since,
           },
    ];

    private async Task<List<WaitlistEntryResponse>> EntriesAsync(string customer, DateTimeOffset now)
    {
        List<WaitlistEntryResponse> entries = [];
        for (long? next = 0; next is { } from;)
        {
            (var items, next) = await waitlists.ListOfAsync(customer, static _ => true, from, AtOnce);
            entries.AddRange(items.Select(entry => WaitlistEntryResponse.Of(entry, now)));
        }

        return entries;
    }

    private async Task<List<ReceivedTicketResponse>> TicketsAsync(string customer)
    {
        List<ReceivedTicketResponse> tickets = [];
        for (long? next = 0; next is { } from;)
        {
            (var items, next) = await received.ListReceivedAsync(customer, from, AtOnce);
            foreach (var (booking, place) in items)
            {
                tickets.Add(new ReceivedTicketResponse
                {
                    Id = new TicketId(booking.BookingId, place).ToString(),
                    EventId = booking.BookingId.Hold.Event.Value,
                    ReceivedAt = booking.PassedOf(place)?.At,
                    Attendee = AttendeeResponse.Of(booking, place, seesAll: true),
                });
            }
        }

        return tickets;
    }

    private async Task<(List<ExportedBookingResponse> Bookings, long? Next)> BookingsAsync(string customer, long start, DateTimeOffset now)
    {
        List<ExportedBookingResponse> bookings = [];
        long? next = start;
        while (next is { } from && bookings.Count < MaxBookings)
        {
            (var items, next) = await lists.ListAsync(new BookingFilter { Customer = customer }, newestFirst: false, from, AtOnce);
            bookings.AddRange(await Task.WhenAll(items.Select(booking => BookingAsync(booking, now))));
        }

        return (bookings, next);
    }

    private async Task<ExportedBookingResponse> BookingAsync(BookingView booking, DateTimeOffset now)
    {
        var history = await grains.GetGrain<IBookingGrain>(booking.BookingId.GrainKey()).History();
        var payment = booking.PaymentProvider == "external" ? null : await grains.GetGrain<IPaymentGrain>(booking.BookingId.GrainKey()).Get();
        return new ExportedBookingResponse(
            BookingResponse.Of(booking, now),
            [.. history.Select(BookingStepResponse.Of)],
            [.. (payment?.Attempts ?? []).Select(attempt => AttemptResponse.Of(attempt, booking.Currency))],
            BookingAttendeesResponse.Of(booking, view: null, isStaff: false));
    }
}
