using System.Collections.Immutable;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Directories;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Security;

namespace Ticketing.Tickets;

public sealed class TicketService(
    IGrainFactory grains, IBookingService bookings, IDoorService doors, IEventCatalog events, ITicketDocuments documents, IMailSender mail, TicketOptions options, TimeProvider time) : ITicketService
{
    /// <summary>Profiles that are asked for at once.</summary>
    private const int ProfilesAtOnce = 64;

    /// <summary>Bookings that are asked for one answer; what is not found among them is found by the next cursor.</summary>
    private const int MaxAsked = 2_000;

    /// <summary>Bookings that are asked at once.</summary>
    private const int AtOnce = 50;

    /// <summary>A position in the list of a customer's tickets is that of a booking, and of a place within it.</summary>
    private const int Places = TicketId.MaxPlace + 1;

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

        Dictionary<string, CustomerView?> profiles = [];
        foreach (var some in places.Select(booking.HolderOf).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(ProfilesAtOnce))
        {
            foreach (var (holder, profile) in some.Zip(await Task.WhenAll(some.Select(ProfileAsync))))
            {
                profiles[holder] = profile;
            }
        }

        return answer with
        {
            Tickets = [.. answer.Tickets.Select(ticket =>
            {
                var (place, holder) = (ticket.Claims.TicketId.Place, booking.HolderOf(ticket.Claims.TicketId.Place));
                var profile = holder is null ? null : profiles[holder];
                return ticket with { Holder = booking.Attendees?.Of(place).Name ?? TicketHolder.Of(holder, profile), Locale = TicketHolder.LocaleOf(booking, holder, profile) };
            })],
        };
    }

    public async Task<(MailResult Result, Refusal? Refusal)> MailAsync(BookingView booking, ImmutableArray<int> places, string? receiver)
    {
        var answer = await IssueAsync(booking, [.. places.Where(place => booking.HolderOf(place) == receiver)]);
        if (answer.Refusal is { } refusal)
        {
            return (MailResult.Off, refusal);
        }

        var isBookers = receiver == booking.Customer;
        var guest = isBookers ? booking.Email : null;
        if ((guest ?? (await ProfileAsync(receiver))?.Email) is not { } address)
        {
            return (MailResult.Off, new Refusal(RefusalCode.NoAddress));
        }

        var tickets = isBookers ? answer.Tickets : [.. answer.Tickets.Select(static ticket => ticket.WithoutPrice())];
        var outcome = await mail.SendAsync(documents.Letter(tickets, address, time.GetUtcNow(), guest is null ? null : await PageOfAsync(booking), isBookers ? booking.GivenBack : []));
        return (outcome.Result, outcome.Result switch
        {
            MailResult.Sent or MailResult.Kept => null,
            MailResult.Refused => new Refusal(RefusalCode.MailRefused),
            _ => new Refusal(RefusalCode.MailUnavailable),
        });
    }

    public async Task<BookingAnswer> TransferAsync(BookingView booking, TransferTicket command)
    {
        var (place, to) = (command.Place, command.To);
        var isRepeat = (to ?? booking.Customer) == booking.HolderOf(place);
        if (!isRepeat && await WhyNotAsync(booking, to) is { } refusal)
        {
            return new BookingAnswer(null, refusal);
        }

        var attendances = 0;
        if (!isRepeat && (command.IsStaff || !booking.HasCome(place)) && booking.AttendancesOf(place) is > 0 and var times)
        {
            // Somebody came with it; the door knows whether they are in.
            if (await doors.FindAsync(new TicketId(booking.BookingId, place)) is { Admission: not null })
            {
                return BookingAnswer.Refused(RefusalCode.AlreadyAdmitted);
            }

            attendances = times;
        }

        return await grains.GetGrain<IBookingGrain>(booking.BookingId.GrainKey()).Transfer(command with { Attendances = attendances });
    }

    public async Task<(IReadOnlyList<(BookingView Booking, int Place)> Items, long? Next)> ListReceivedAsync(string customer, long start, int limit)
    {
        var directory = grains.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory(customer));
        List<(BookingView, int)> items = [];
        for (var (at, after) = ((int)(start / Places), (int)(start % Places)); ;)
        {
            var page = await directory.List(at, AtOnce);
            foreach (var booking in await Task.WhenAll(page.Ids.Select(id => bookings.FindAsync(new BookingId(id)))))
            {
                foreach (var place in HeldBy(customer, booking, after))
                {
                    if (items.Count == limit)
                    {
                        return (items, ((long)at * Places) + after);
                    }

                    items.Add((booking!, place));
                    after = place;
                }

                (at, after) = (at + 1, 0);
            }

            if (page.Next is null)
            {
                return (items, null);
            }

            if (at - (start / Places) >= MaxAsked)
            {
                return (items, (long)at * Places);
            }
        }
    }

    /// <summary>Where a guest finds the booking. Null: it is not known where the pages are.</summary>
    private async Task<string?> PageOfAsync(BookingView booking) => options.PagesUrl is { } pages && (booking.Customer is not { } customer || TicketHolder.IsGuest(customer))
        ? pages + BookingLink.PathOf(await grains.GetGrain<ISecretGrain>(BookingLink.SecretPurpose).Get(), booking)
        : null;

    /// <summary>None of a booking that is over, or was listed and then not written.</summary>
    private static IEnumerable<int> HeldBy(string customer, BookingView? booking, int after) => booking?.TicketStatus is null
        ? []
        : booking.Passed.Where(passed => passed.Holder == customer && passed.Place > after).Select(static passed => passed.Place).Order();

    /// <summary>So that a slip of the pen loses no ticket. Who booked may always have it back.</summary>
    private async Task<Refusal?> WhyNotAsync(BookingView booking, string? to)
    {
        if (await events.FindAsync(booking.BookingId.Hold.Event) is not { View: { } view } || view.Status == EventStatus.Cancelled)
        {
            // Seats of the house event have no tickets.
            return new Refusal(RefusalCode.NoTickets, "The event is cancelled, or has no tickets.");
        }

        return to is null || to == booking.Customer || (await grains.GetGrain<ICustomerGrain>(to).Get() is { Version: > 0 } && !(await grains.GetGrain<IBlockListGrain>(IBlockListGrain.All).List()).Any(blocked => blocked.Customer == to))
            ? null
            : Refusal.Invalid([new FieldError("to", "to is the id of nobody who is known here. Whoever is to have the ticket saves their profile first (PUT /api/v1/customers/me).")]);
    }

    public async Task<string?> LocaleOfAsync(BookingView booking) =>
        booking.Locale ?? TicketHolder.LocaleOf(booking, booking.Customer, await ProfileAsync(booking.Customer));

    /// <summary>Null for guests: they have none.</summary>
    private async Task<CustomerView?> ProfileAsync(string? customer) =>
        customer is null || TicketHolder.IsGuest(customer) ? null : await grains.GetGrain<ICustomerGrain>(customer).Get();
}
