using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Web.Events;

namespace Ticketing.Web.Holds;

/// <summary>Where somebody is on the way from a hold to a booking.</summary>
public enum CheckoutStep
{
    /// <summary>It is to be paid, or to be booked where it costs nothing.</summary>
    Pay,

    /// <summary>The provider needs a moment.</summary>
    Processing,

    /// <summary>The payer must do something, such as confirm at their bank.</summary>
    Action,

    /// <summary>It is paid elsewhere: staff confirm it when they have seen the money.</summary>
    Waiting,

    /// <summary>It is a booking, which has a page of its own.</summary>
    Booked,

    /// <summary>Its time is over, or it was given back.</summary>
    Ended,
}

/// <summary>A hold on its way, as its holder sees it.</summary>
public sealed record Checkout
{
    public required HoldId HoldId { get; init; }

    /// <summary>What its holder shows.</summary>
    public required string Token { get; init; }

    /// <summary>Null: it is forgotten, and its booking alone is left.</summary>
    public HoldView? Hold { get; init; }

    /// <summary>Null: none was opened.</summary>
    public BookingView? Booking { get; init; }

    /// <summary>The last attempt to pay it. Null: there was none.</summary>
    public AttemptView? Attempt { get; init; }

    /// <summary>Null: the event is not known.</summary>
    public EventView? Event { get; init; }

    /// <summary>It is paid on these pages, and not elsewhere.</summary>
    public bool IsPaidHere { get; init; }

    /// <summary>Whose account takes the money. Null: the platform's own.</summary>
    public string? Seller { get; init; }

    /// <summary>Somebody takes the money now.</summary>
    public bool CanBePaid { get; init; } = true;

    public BookingId BookingId => BookingId.Of(HoldId);

    public int Quantity => Booking?.Quantity ?? Hold!.Quantity;

    public string SectionId => Booking?.SectionId ?? Hold!.SectionId;

    public IReadOnlyList<string> Seats => Booking?.Seats ?? Hold!.Seats;

    /// <summary>How many places without numbers there are, by section.</summary>
    public IEnumerable<(string SectionId, int Count)> Unnumbered => Prices?.Unnumbered() ?? (Seats.Count > 0 ? [] : [(SectionId, Quantity)]);

    public long AmountMinor => Booking?.AmountMinor ?? Hold!.AmountMinor;

    /// <summary>What the amount is made of. Null: what the sections ask.</summary>
    public PriceBreakdown? Prices => Booking is null ? Hold!.Prices : Booking.Prices;

    public string Currency => Booking?.Currency ?? Hold!.Currency;

    public DateTimeOffset EndsAt => Booking?.ExpiresAt ?? Hold?.ExpiresAt ?? default;

    /// <summary>Where the tickets go, as far as that is known.</summary>
    public string? Email => Booking?.Email ?? Tickets.TicketHolder.ContactOf(Hold?.Customer) ?? (Mail.Mailbox.IsReachable(Hold?.Customer ?? "") ? Hold!.Customer : null);

    /// <summary>The event counts places by mailbox: another address would be another buyer.</summary>
    public bool IsEmailFixed => Booking is not null && Tickets.TicketHolder.ContactOf(Booking.Customer) is not null;

    /// <summary>It is somebody's who is known by an account, such as one who waited for it.</summary>
    public bool IsAccounts => Booking?.Customer is { } customer && !Tickets.TicketHolder.IsGuest(customer);

    /// <summary>The last payment came to nothing, and another can be tried.</summary>
    public bool WasDeclined => Attempt is { IsOver: true, State: IntentState.Failed or IntentState.Canceled };

    public CheckoutStep Step(DateTimeOffset now) => this switch
    {
        { Booking.Status: BookingStatus.Pending or BookingStatus.Expired, Attempt: { IsOver: false, State: IntentState.RequiresAction } } => CheckoutStep.Action,
        { Booking.Status: BookingStatus.Pending or BookingStatus.Expired, Attempt.IsOver: false } => CheckoutStep.Processing,
        { Booking.Status: BookingStatus.Pending } when EndsAt > now => IsPaidHere ? CheckoutStep.Pay : CheckoutStep.Waiting,
        { Booking.Status: BookingStatus.Pending or BookingStatus.Expired } => CheckoutStep.Ended,
        { Booking: not null } => CheckoutStep.Booked,
        { Hold: { Status: HoldStatus.Active, ExpiresAt: var end } } when end > now => CheckoutStep.Pay,
        { Hold.Status: HoldStatus.Confirmed } => CheckoutStep.Booked,
        _ => CheckoutStep.Ended,
    };
}
