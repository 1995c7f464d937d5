using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>What a caller may know of a booking's tickets.</summary>
public sealed class SeenTickets
{
    private readonly Caller _caller;

    private SeenTickets(BookingView booking, Caller caller) => (Booking, _caller) = (booking, caller);

    public BookingView Booking { get; }

    /// <summary>The booking is the caller's to see, with all its tickets. Else those are that they were passed.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>The places of the tickets that the caller may use, or hand out.</summary>
    public ImmutableArray<int> Usable { get; private init; } = [];

    /// <summary>The places of the tickets that the caller may know of.</summary>
    public ImmutableArray<int> Known => IsWhole ? [.. Booking.Tickets] : Usable;

    /// <summary>Whose tickets are sent when the caller asks for it: the caller's own where they were passed some, else those that are still with who booked.</summary>
    public string? Receiver => IsWhole && !Usable.Any(place => Booking.PassedOf(place)?.Holder is { } holder && holder == _caller.Subject)
        ? Booking.Customer
        : _caller.Subject;

    /// <summary>They passed this one on, and may ask for it again. They need not know of another.</summary>
    public bool HasPassedOn(int place) => Booking.PassedOf(place) is { From: { } former } && former == _caller.Subject;

    public static SeenTickets By(Request request, BookingView booking)
    {
        var caller = request.Caller;
        var isWhole = Ownership.IsOwn(request, booking.Customer, booking.SecretHash);
        return new SeenTickets(booking, caller)
        {
            IsWhole = isWhole,
            Usable =
            [
                .. booking.Tickets.Where(place =>
                    booking.PassedOf(place)?.Holder is { } holder ? caller.IsStaff || caller.Subject == holder : isWhole),
            ],
        };
    }

    /// <summary>The ticket as the caller may see it.</summary>
    public TicketView Show(TicketView ticket)
    {
        var shown = IsWhole ? ticket : ticket.WithoutPrice();
        return Usable.Contains(ticket.Claims.TicketId.Place) ? shown : shown.WithoutCode();
    }
}
