using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Payments;

/// <summary>Exchanges: the same acts, for places that were held for the booking, and none of them is the booking's before it says so.</summary>
public sealed partial class PaymentGrain
{
    public async Task<PaymentAnswer> Exchange(ExchangeBooking command)
    {
        if (ExchangeDecisions.Of(_payment.Value, command) is { } known)
        {
            return Answer(known.Number);
        }

        if (await Booking.Get() is not { } booking)
        {
            return PaymentAnswer.Refused(RefusalCode.BookingNotFound);
        }

        if (ExchangeDecisions.WhyNotExchange(_payment.Value, booking) is { } refusal)
        {
            return new PaymentAnswer(null, refusal);
        }

        if (!command.IsDryRun && !await Supersede())
        {
            return PaymentAnswer.Refused(RefusalCode.ExchangeUnderWay);
        }

        var (attempt, wrong) = ExchangeDecisions.Begin(_payment.Value, command, booking, _providers.Active?.Name, _providers.Window, Now);
        if (attempt is null)
        {
            return new PaymentAnswer(null, wrong);
        }

        var (account, notReady) = _providers.Find(attempt.Provider) is { } provider ? await Seller(booking, provider) : default;
        return notReady is not null ? new PaymentAnswer(null, notReady)
            : command.IsDryRun ? new PaymentAnswer(new AttemptView { Number = attempt.Number, Provider = attempt.Provider, AmountMinor = attempt.AmountMinor, Account = account })
            : await Begin(booking, attempt with { Account = account });
    }

    /// <summary>Null: it is as with every payment.</summary>
    private Task? Exchanging(PaymentAttempt attempt, AttemptExchange exchange, PaymentAct act) => act switch
    {
        PaymentAct.Begin => Keep(attempt, exchange),
        PaymentAct.TakePlaces => TakeOthers(attempt, exchange),
        PaymentAct.Exchange => Commit(attempt, exchange),
        PaymentAct.GiveUp when attempt.IsWithoutMoney => Note(
            ExchangeDecisions.GiveUp(attempt, RefusalCode.PaymentDeclined, attempt.DeclineCode is { } code ? $"The provider says {code}." : null), "given up: no money"),
        PaymentAct.GiveUp => Note(ExchangeDecisions.GiveUp(attempt, RefusalCode.HoldExpired, "It took too long."), "given up: it took too long"),
        PaymentAct.ReturnPlaces => ReturnPlaces(attempt, exchange),
        PaymentAct.TellUnpaid => Note(attempt with { Told = true, Token = null }, "not exchanged"),
        _ => null,
    };

    /// <summary>The new places are held for as long as the payment may take.</summary>
    private async Task Keep(PaymentAttempt attempt, AttemptExchange exchange)
    {
        var extended = await GrainFactory.HomeOf(exchange.Hold).Extend(exchange.Hold, attempt.EndsAt + PaymentDecisions.Slack);
        await (extended.Refusal is { } refusal
            ? Note(ExchangeDecisions.GiveUp(attempt, refusal.Code, refusal.Detail), "the places are gone")
            : Note(attempt with { Begun = true }, "new places kept"));
    }

    private async Task TakeOthers(PaymentAttempt attempt, AttemptExchange exchange)
    {
        var answer = await GrainFactory.HomeOf(exchange.Hold).Book(new BookHold(exchange.Hold, TokenHash: 0) { Authorized = true, ExchangeFor = _payment.Value.BookingId });
        if (answer.Refusal is { Code: RefusalCode.Busy })
        {
            throw new OutcomeUnknownException("Others want the places at this moment.");
        }

        await (answer.Refusal is { } refusal
            ? Note(ExchangeDecisions.GiveUp(attempt, refusal.Code, refusal.Detail), "the places are gone")
            : Note(attempt with { PlacesTaken = true }, "new places taken"));
    }

    /// <summary>
    /// The booking's write is the commit point: before it all that was taken goes back, after it the places that it had do.
    /// What it refuses it refuses for good, so whoever asks late can't be told otherwise.
    /// </summary>
    private async Task Commit(PaymentAttempt attempt, AttemptExchange exchange)
    {
        if ((await GrainFactory.HomeOf(exchange.Hold).Get(exchange.Hold)).Hold is not { Status: HoldStatus.Confirmed } confirmed)
        {
            if ((await Booking.History()).All(step => step.Exchanged?.Hold != exchange.Hold))
            {
                throw new OutcomeUnknownException("The new places are not known as sold.");
            }

            // The booking had them, and gave them back before it was heard here that it did.
            await Note(attempt with { Told = true, Token = null }, "exchanged");
            return;
        }

        var answer = await Booking.Exchange(new ExchangePlaces
        {
            Hold = confirmed,
            From = exchange.From,
            PaidMinor = attempt.AmountMinor,
            RefundMinor = exchange.RefundMinor,
            By = exchange.By,
            Why = exchange.Why,
            PaymentReference = attempt.Reference,
            Transfers = exchange.Transfers,
        });
        await (answer.Refusal is { } refusal
            ? Note(ExchangeDecisions.GiveUp(attempt, refusal.Code, refusal.Detail), "not exchanged")
            : Note(attempt with { Told = true, Token = null }, "exchanged"));
    }

    /// <summary>They are free again, whether they were held, or sold for this.</summary>
    private async Task ReturnPlaces(PaymentAttempt attempt, AttemptExchange exchange)
    {
        var released = await GrainFactory.HomeOf(exchange.Hold).Release(ReleaseHold.ByOperator(exchange.Hold));
        if (released.Refusal?.Code == RefusalCode.AlreadyBooked)
        {
            await GrainFactory.HomeOf(exchange.Hold).Return(BookingId.Of(exchange.Hold));
        }

        await Note(attempt with { PlacesTaken = false, PlacesGone = true }, "new places given back");
    }
}
