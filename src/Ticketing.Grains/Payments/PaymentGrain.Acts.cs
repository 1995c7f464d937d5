using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Security;

namespace Ticketing.Payments;

/// <summary>What can be done about an attempt. Each ends with a write that says what was seen.</summary>
public sealed partial class PaymentGrain
{
    /// <summary>Who confirms a booking that is paid here, in its audit trail.</summary>
    private const string Name = ReservedNames.Payment;

    private Task Do(PaymentAttempt attempt, PaymentAct act) => act switch
    {
        _ when attempt is { Exchange: { } exchange, Told: false } && Exchanging(attempt, exchange, act) is { } done => done,
        PaymentAct.Begin => Begin(attempt),
        PaymentAct.TakePlaces => TakePlaces(attempt),
        PaymentAct.GiveUp => Note(attempt with { Goal = AttemptGoal.GiveBack, Why = "It took too long." }, "given up: it took too long"),
        PaymentAct.TellPaid => Tell(attempt, isPaid: true),
        PaymentAct.TellUnpaid => Tell(attempt, isPaid: false),
        PaymentAct.TellPaidBack => TellPaidBack(),
        PaymentAct.TellDispute => TellDispute(attempt, attempt.Dispute!),
        _ => Ask(attempt, act),
    };

    /// <summary>The hold lasts for as long as the payment may take, and a little longer, so that the provider is asked before it ends.</summary>
    private async Task Begin(PaymentAttempt attempt)
    {
        var hold = _payment.Value.BookingId.Hold;
        var extended = await GrainFactory.HomeOf(hold).Extend(hold, attempt.EndsAt + PaymentDecisions.Slack);
        var refusal = extended.Refusal;
        if (refusal is null)
        {
            var begun = await Booking.BeginPayment(new BeginPayment(attempt.Number, attempt.Provider, extended.Hold!.ExpiresAt) { By = attempt.By, Why = attempt.ByReason });
            refusal = begun.Refusal;
        }

        await (refusal is null
            ? Note(attempt with { Begun = true }, "places kept")
            : Note(attempt with { Goal = AttemptGoal.GiveBack, PlacesGone = true, State = IntentState.Canceled, Why = PaymentViews.Why(refusal) }, "the places are gone"));
    }

    private async Task Ask(PaymentAttempt attempt, PaymentAct act)
    {
        var provider = _providers.Find(attempt.Provider)
            ?? throw new PaymentUnavailableException($"This service does not know the provider '{attempt.Provider}' any more.");
        var known = PaymentDecisions.Known(_payment.Value, attempt);
        var intent = await Counted(act, act switch
        {
            PaymentAct.Authorize => provider.AuthorizeAsync(
                new AuthorizePayment { Key = known.Key, Token = attempt.Token!, AmountMinor = known.AmountMinor, Currency = known.Currency, Reference = known.Reference, Account = known.Account },
                CancellationToken.None),
            PaymentAct.Capture => provider.CaptureAsync(known, CancellationToken.None),
            PaymentAct.Void => provider.VoidAsync(known, CancellationToken.None),
            PaymentAct.Refund => provider.RefundAsync(known, Wanted(attempt), CancellationToken.None),
            _ => provider.QueryAsync(known, CancellationToken.None),
        });
        var heard = PaymentDecisions.Hear(attempt, intent);
        var isAsItWas = heard == attempt;
        heard = heard with { LookedAtEnd = heard.LookedAtEnd || (act == PaymentAct.Query && Now >= attempt.EndsAt) };
        if (heard != attempt)
        {
            await Note(heard, PaymentViews.Step(act, intent));
        }

        if (isAsItWas || heard.State is IntentState.Processing or IntentState.RequiresAction)
        {
            // The provider, or the customer, needs time.
            Wait();
        }
    }

    private static async Task<PaymentIntent> Counted(PaymentAct act, Task<PaymentIntent> asked)
    {
        var isAnswered = false;
        try
        {
            var intent = await asked;
            isAnswered = true;
            return intent;
        }
        finally
        {
            PaymentInstruments.Calls.Add(1, PaymentInstruments.Tags(PaymentViews.Snake(act), isAnswered));
        }
    }

    private long Wanted(PaymentAttempt attempt) => attempt.PlacesTaken
        ? PaymentDecisions.RefundWanted(_payment.Value, attempt)
        : attempt.AmountMinor;

    private async Task TakePlaces(PaymentAttempt attempt)
    {
        var hold = _payment.Value.BookingId.Hold;
        var book = new BookHold(hold, TokenHash: 0) { Authorized = true };
        var answer = await GrainFactory.HomeOf(hold).Book(book);
        var booking = answer.Refusal?.Code is RefusalCode.HoldExpired or RefusalCode.HoldNotFound ? await Booking.Get() : null;
        if (booking is { Status: BookingStatus.Confirmed or BookingStatus.Completed })
        {
            throw new OutcomeUnknownException("The home of the places does not know yet that they are sold.");
        }

        if (booking is { Status: BookingStatus.Pending or BookingStatus.Expired })
        {
            // An activation beside the one that paid the money back fails here.
            await _payment.Changed();
            var revived = await GrainFactory.HomeOf(hold).Revive(new ReviveHold(hold, booking.Quantity, booking.Customer, Now + PaymentDecisions.Slack) { AmountMinor = booking.AmountMinor });
            answer = revived.Refusal is null ? await GrainFactory.HomeOf(hold).Book(book) : revived;
        }

        if (answer.Refusal is { } refusal)
        {
            if (refusal.Code == RefusalCode.Busy)
            {
                throw new OutcomeUnknownException("Others want the places at this moment.");
            }

            await Note(attempt with { Goal = AttemptGoal.GiveBack, PlacesGone = true, Why = PaymentViews.Why(refusal) }, "the places are gone");
            return;
        }

        var confirmed = await Booking.Confirm(new ConfirmBooking { Hold = answer.Hold!, By = Name, PaymentReference = attempt.Reference });
        if (confirmed.Booking is { ConfirmedAt: null })
        {
            await GrainFactory.HomeOf(hold).Return(BookingId.Of(hold));
            await Note(attempt with { Goal = AttemptGoal.GiveBack, PlacesGone = true, Why = "The booking was cancelled." }, "places given back: the booking was cancelled");
            return;
        }

        await Note(attempt with { Goal = AttemptGoal.Take, PlacesTaken = true, Why = null }, "places sold");
    }

    private async Task Tell(PaymentAttempt attempt, bool isPaid)
    {
        var why = isPaid ? null : attempt.Why ?? (attempt.DeclineCode is { } code ? $"The payment was declined: {code}." : "The payment was cancelled.");
        var told = await Booking.EndPayment(new EndPayment(attempt.Number, isPaid, attempt.Reference, why) { PlacesTaken = attempt.PlacesTaken });
        if (told.Refusal is not null)
        {
            throw new OutcomeUnknownException("The booking does not know yet that it is being paid.");
        }

        await Note(attempt with { Told = true, Token = null }, isPaid ? "paid" : "not paid");
    }

    private async Task TellPaidBack()
    {
        var wanted = _payment.Value.RefundWantedMinor;
        await Booking.PaidBack(wanted);
        _payment.Value.RefundToldMinor = wanted;
        await _payment.Changed();
    }

    /// <summary>Whoever runs the service is told at once, the organizer by the booking's history.</summary>
    private async Task TellDispute(PaymentAttempt attempt, PaymentDispute dispute)
    {
        var amount = Currency.TryFind(_payment.Value.Currency, out var currency) ? $"{currency.Format(dispute.AmountMinor)} {currency}" : _payment.Value.Currency;
        var words = PaymentViews.Words(dispute, amount);
        var told = await Booking.Dispute(new DisputeBooking(PaymentDecisions.Told(dispute), words));
        if (told.Refusal is not null)
        {
            throw new OutcomeUnknownException("The booking does not know of the dispute yet.");
        }

        await Note(attempt with { DisputeTold = PaymentDecisions.Told(dispute) }, $"disputed: {dispute.Status}");
        PaymentInstruments.Disputes.Add(1, new KeyValuePair<string, object?>("status", dispute.Status));
        LogDispute(_payment.Value.BookingId, words);
    }

    private Task Note(PaymentAttempt attempt, string step)
    {
        Put(attempt, step);
        return _payment.Changed();
    }
}
