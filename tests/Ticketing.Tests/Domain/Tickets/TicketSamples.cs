using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Tickets;

internal static class TicketSamples
{
    public static readonly DateTimeOffset Start = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);

    public static BookingId Booking { get; } = BookingId.Of(HoldId.InUnit(4_711, 2, 7, 0x5_1234_5678_9ABC));

    public static TicketClaims Claims { get; } = new()
    {
        TicketId = new TicketId(Booking, 3),
        Revision = 2,
        Seat = "stalls-A-12",
        ValidFrom = Start.AddHours(-12),
        ValidTo = Start.AddHours(14),
    };

    /// <summary>The booking, confirmed at <see cref="Start"/>.</summary>
    public static BookingState Booked(string? customer = "ann", int places = 2) => BookingDecisions.Open(new BookingState(), Confirmed(Booking.Hold, customer, places)).Next!;

    public static HoldView Confirmed(HoldId hold, string? customer = "ann", int places = 2) => new()
    {
        HoldId = hold,
        Status = HoldStatus.Confirmed,
        Quantity = places,
        SectionId = "floor",
        Customer = customer,
        CreatedAt = Start,
        ExpiresAt = Start,
        ConfirmedAt = Start,
        AmountMinor = 500,
        Currency = "USD",
    };

    public static TicketKey Key(byte seed) => TicketKey.FromSecret([.. Enumerable.Repeat(seed, 32)]);
}
