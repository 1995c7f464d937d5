using Orleans;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Bookings;

/// <summary>
/// Exchanges: the new places are held as any others are, and from there on the booking's payment sees to it, whatever
/// becomes of the request. A hold that nothing comes of ends by itself.
/// </summary>
public sealed class ExchangeOffice(IGrainFactory grains, IHoldService holds, IEventCatalog events, TimeProvider time)
{
    public async Task<PaymentAnswer> ExchangeAsync(BookingView booking, HoldRequest wish, ExchangeTerms terms)
    {
        var payment = grains.GetGrain<IPaymentGrain>(booking.BookingId.GrainKey());
        if (wish.Secrets is { } secrets && await FindAsync(payment, HoldId.Coordinated(booking.BookingId.Hold.EventKey, secrets.Nonce)) is { } known)
        {
            return known;
        }

        if (await events.FindAsync(booking.BookingId.Hold.Event) is not { } entry)
        {
            return PaymentAnswer.Refused(RefusalCode.EventNotFound);
        }

        if (WhyNot(booking, wish, terms, entry) is { } refusal)
        {
            return new PaymentAnswer(null, refusal);
        }

        var placed = await holds.PlaceAsync(wish with
        {
            Event = booking.BookingId.Hold.Event,
            Quantity = booking.Quantity,
            Customer = booking.Customer,
            ExchangeFor = booking.BookingId,
        });
        if (placed.Answer.Hold is not { } hold)
        {
            return new PaymentAnswer(null, placed.Answer.Refusal);
        }

        var answer = await payment.Exchange(new ExchangeBooking
        {
            Hold = hold,
            Token = terms.Token,
            RefundPercent = terms.Staff is null ? entry.View.Policy.RefundPercent ?? 100 : 100,
            Staff = terms.Staff,
            Why = terms.Why,
            PaymentReference = terms.PaymentReference,
        });
        if (answer.Attempt is null)
        {
            await grains.HomeOf(hold.HoldId).Release(ReleaseHold.ByOperator(hold.HoldId));
        }

        return answer;
    }

    /// <summary>What can be said before any place is asked for.</summary>
    private Refusal? WhyNot(BookingView booking, HoldRequest wish, ExchangeTerms terms, CatalogEntry entry)
    {
        var last = entry.View.StartsAt - (entry.View.Policy.CancelBefore ?? TimeSpan.Zero);
        return booking switch
        {
            { Status: not BookingStatus.Confirmed } => new Refusal(RefusalCode.BookingTransition, $"A booking that is {Http.Json.Snake(booking.Status)} can't be exchanged."),
            { IsAttended: true } => new Refusal(RefusalCode.AlreadyAttended),
            { IsPassedOn: true } when terms.Staff is null => new Refusal(RefusalCode.TicketsPassedOn),
            _ when terms.ExpectedVersion is { } version && version != booking.Version => new Refusal(RefusalCode.StaleVersion),
            _ when terms.Staff is null && time.GetUtcNow() > last => new Refusal(RefusalCode.ExchangedTooLate, $"It could be exchanged until {last:yyyy-MM-ddTHH:mm:ssZ}."),
            _ when (wish.Seats.IsEmpty ? wish.Quantity : wish.Seats.Length) is var quantity && quantity != 0 && quantity != booking.Quantity =>
                Invalid(wish.Seats.IsEmpty ? "quantity" : "seats", $"The booking has {booking.Quantity} places: as many are exchanged."),
            _ when wish.Seats.Intersect(booking.Seats).Any() => Invalid("seats", "The booking has one of these seats. All of its places are exchanged for others."),
            _ => null,
        };
    }

    /// <summary>The exchange that an earlier request with the same key has begun.</summary>
    private static async Task<PaymentAnswer?> FindAsync(IPaymentGrain payment, HoldId hold) =>
        await payment.Get() is { } view && view.Attempts.Any(attempt => attempt.Exchange == hold)
            ? await payment.Exchange(new ExchangeBooking { Hold = new HoldView { HoldId = hold } })
            : null;

    private static Refusal Invalid(string field, string message) => Refusal.Invalid([new FieldError(field, message)]);
}
