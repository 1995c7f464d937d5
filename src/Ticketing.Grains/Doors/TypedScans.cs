using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

public sealed class TypedScans(IGrainFactory grains, IDoorService doors, IBookingService bookings, IBookingListService lists, IEventCatalog events, TicketOptions options) : ITypedScans
{
    public async Task<TypedScanAnswer> ScanAsync(ScanTicket command)
    {
        if (TypedTicket.Read(command.Code) is not { } typed)
        {
            return new TypedScanAnswer(await doors.ScanAsync(command));
        }

        if (typed.Booking is { } id && id.Hold.Event != command.Served)
        {
            // Whoever serves one event learns nothing of the bookings of another.
            return Refused(RefusalCode.WrongEvent);
        }

        if (await FindAsync(typed, command.Served) is not { ConfirmedAt: not null } booking || (await events.FindAsync(booking.BookingId.Hold.Event))?.View is not { } view)
        {
            return Refused(RefusalCode.TicketNotFound);
        }

        int[] numbers = [.. booking.Tickets];
        if ((typed.Number ?? OnlyOf(booking, numbers)) is not { } place)
        {
            return Refused(RefusalCode.TicketNumberNeeded) with { Numbers = numbers };
        }

        if (place < 1 || place > booking.Quantity || typed.Revision < 1 || typed.Revision > booking.RevisionOf(place))
        {
            return Refused(RefusalCode.TicketNotFound);
        }

        // What an older paper says is refused here: it does not count as coming with the ticket that took its place.
        var claims = TicketIssue.ClaimsOf(booking, place, view, options);
        var answer = typed.Revision < claims.Revision ? new ScanAnswer(RefusalCode.TicketRevoked, claims) : await doors.ScanAsync(command with { Typed = claims });
        return new TypedScanAnswer(answer, await HolderAsync(booking, place));
    }

    private static TypedScanAnswer Refused(RefusalCode refusal) => new(new ScanAnswer(refusal));

    private async Task<BookingView?> FindAsync(TypedTicket typed, EventId? served)
    {
        if (typed.Booking is { } id)
        {
            return await bookings.FindAsync(id);
        }

        BookingFilter filter = new() { Event = served, Reference = typed.Reference };
        for (long? start = IBookingListService.FromTheEnd; start is { } from;)
        {
            (var found, start) = await lists.ListAsync(filter, newestFirst: true, from, limit: 1);
            if (found.Count > 0)
            {
                return found[0];
            }
        }

        return null;
    }

    /// <summary>The ticket that is meant without a number. Null: it may be several.</summary>
    private static int? OnlyOf(BookingView booking, int[] numbers) => booking.Quantity == 1 ? 1 : numbers is [var only] ? only : numbers is [] ? 1 : null;

    /// <summary>The name that staff ask for.</summary>
    private async Task<string?> HolderAsync(BookingView booking, int place) =>
        booking.Attendees?.Of(place).Name is { } name ? name
        : booking.HolderOf(place) is not { } holder ? null
        : TicketHolder.Of(holder, TicketHolder.IsGuest(holder) ? null : await grains.GetGrain<ICustomerGrain>(holder).Get());
}
