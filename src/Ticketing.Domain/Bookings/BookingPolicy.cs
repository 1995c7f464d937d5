using Ticketing.Events;
using Ticketing.Holds;

namespace Ticketing.Bookings;

/// <summary>What an event's policy lets customers do to their bookings. Staff are not bound by it.</summary>
public static class BookingPolicy
{
    /// <summary>
    /// What costs nothing has waited for no payment, so no booking grain knows of it yet. All that it would write down stands in the
    /// claim, and it asks for that once somebody asks for it; an address, a language or a word of staff has no place there for long.
    /// </summary>
    public static bool RestsWithHome(HoldView confirmed) =>
        confirmed is { AmountMinor: 0, Email: null, Locale: null, Voucher: null, HoldId.IsCoordinated: false };

    /// <summary>Staff may confirm a booking that waits for its payment. Null: they may.</summary>
    public static Refusal? WhyNotConfirm(BookingView booking) => booking switch
    {
        { Status: not BookingStatus.Pending } => new Refusal(RefusalCode.BookingTransition, $"A booking that is {NameOf(booking)} can't be confirmed."),

        // It would be paid twice.
        { PaymentStatus: PaymentStatus.Processing } => new Refusal(RefusalCode.PaymentUnderWay),
        _ => null,
    };

    /// <summary>As a customer may cancel: in full for as long as a change of the event allows it.</summary>
    public static CancelBooking Bind(CancelBooking command, BookingView booking, EventView view, DateTimeOffset now)
    {
        var (until, percent) = TermsOf(booking, view, now);
        return command with { UnlessAttended = true, UnlessPassedOn = true, NotAfter = until, RefundPercent = percent };
    }

    /// <summary>As a customer may give tickets back: on the terms of a cancellation.</summary>
    public static GiveBackTickets Bind(GiveBackTickets command, BookingView booking, EventView view, DateTimeOffset now)
    {
        var (until, percent) = TermsOf(booking, view, now);
        return command with { UnlessPassedOn = true, NotAfter = until, RefundPercent = percent };
    }

    /// <summary>The share that is paid back to a customer, in percent.</summary>
    public static int RefundPercent(EventView view) => view.Policy.RefundPercent ?? 100;

    /// <summary>What can be said of an exchange before any place is asked for. Null: nothing.</summary>
    public static Refusal? WhyNotExchange(BookingView booking, HoldRequest wish, ExchangeTerms terms, EventView view, DateTimeOffset now)
    {
        var last = LastChange(view);
        return booking switch
        {
            { Status: not BookingStatus.Confirmed } => new Refusal(RefusalCode.BookingTransition, $"A booking that is {NameOf(booking)} can't be exchanged."),
            { IsAttended: true } => new Refusal(RefusalCode.AlreadyAttended),
            { IsPassedOn: true } when terms.Staff is null => new Refusal(RefusalCode.TicketsPassedOn),
            _ when terms.ExpectedVersion is { } version && version != booking.Version => new Refusal(RefusalCode.StaleVersion),
            _ when terms.Staff is null && now > last => new Refusal(RefusalCode.ExchangedTooLate, $"It could be exchanged until {last:yyyy-MM-ddTHH:mm:ssZ}."),
            _ when wish.Places is var quantity && quantity != 0 && quantity != booking.TicketCount =>
                Invalid(!wish.Items.IsEmpty ? "items" : wish.Seats.IsEmpty ? "quantity" : "seats", $"The booking has {booking.TicketCount} places: as many are exchanged."),
            _ when wish.Items.SelectMany(static item => item.Seats).Concat(wish.Seats).Intersect(booking.SeatsNow).Any() => Invalid(wish.Items.IsEmpty ? "seats" : "items", "The booking has one of these seats. All of its places are exchanged for others."),
            _ => null,
        };
    }

    private static (DateTimeOffset? Until, int Percent) TermsOf(BookingView booking, EventView view, DateTimeOffset now) =>
        view.FullRefundUntil(booking, now) is { } full ? (full, 100) : (LastChange(view), RefundPercent(view));

    private static DateTimeOffset? LastChange(EventView view) => view.StartsAt - (view.Policy.CancelBefore ?? TimeSpan.Zero);

    private static string NameOf(BookingView booking) => booking.Status.ToString().ToLowerInvariant();

    private static Refusal Invalid(string field, string message) => Refusal.Invalid([new FieldError(field, message)]);
}
