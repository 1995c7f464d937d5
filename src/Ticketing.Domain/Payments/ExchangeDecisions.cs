using Orleans;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Money;

namespace Ticketing.Payments;

/// <summary>
/// What is to be done next about an exchange. The order of things: reserve the difference, take the new places, take the
/// difference, and then the booking decides: it has the new places, or it stays as it is, and all that was taken goes back.
/// </summary>
public static class ExchangeDecisions
{
    /// <summary>Exchanges that are tried of one booking.</summary>
    public const int MaxExchanges = 20;

    /// <summary>Null: it may be begun, once <see cref="PaymentDecisions.Superseded"/> is over.</summary>
    public static Refusal? WhyNotExchange(PaymentState payment, BookingView booking) => booking switch
    {
        { Status: not BookingStatus.Confirmed } => new Refusal(RefusalCode.BookingTransition, $"A booking that is {booking.Status.ToString().ToLowerInvariant()} can't be exchanged."),
        { IsAttended: true } => new Refusal(RefusalCode.AlreadyAttended),
        { PaymentStatus: not PaymentStatus.Completed } => new Refusal(RefusalCode.PaymentUnderWay),
        _ when payment.Attempts.Exists(static attempt => attempt is { Told: false, Exchange: not null, State: not IntentState.RequiresAction }) => new Refusal(RefusalCode.ExchangeUnderWay),
        _ when payment.Attempts.Exists(static attempt => attempt is { Told: false, Exchange: null }) => new Refusal(RefusalCode.PaymentUnderWay),
        _ when payment.Attempts.Count(static attempt => attempt.Exchange is not null) >= MaxExchanges => new Refusal(RefusalCode.ExchangeLimit),
        _ => null,
    };

    /// <summary>The exchange for a hold that was begun before.</summary>
    public static PaymentAttempt? Of(PaymentState payment, ExchangeBooking command) =>
        payment.Attempts.Find(attempt => attempt.Exchange?.Hold == command.Hold.HoldId);

    /// <summary>What is paid back for places of another price. What was paid back otherwise can't be paid back once more.</summary>
    /// <param name="booking">The booking as it is.</param>
    /// <param name="priceMinor">What the new places cost.</param>
    /// <param name="percent">The share of the difference that is paid back.</param>
    public static long RefundOf(BookingView booking, long priceMinor, int percent) =>
        Math.Min(Math.Max(booking.PriceLeftMinor - priceMinor, 0) * percent / 100, booking.AmountMinor - booking.RefundedMinor);

    /// <summary>
    /// The money goes the way of the booking's own: through the provider, or past this service, where staff have seen it.
    /// </summary>
    /// <param name="payment">What was paid so far.</param>
    /// <param name="command">What is to be exchanged.</param>
    /// <param name="booking">The booking as it is.</param>
    /// <param name="provider">The provider that takes new payments. Null: none does.</param>
    /// <param name="window">How long it may be under way.</param>
    /// <param name="now">The time.</param>
    public static (PaymentAttempt? Attempt, Refusal? Refusal) Begin(
        PaymentState payment, ExchangeBooking command, BookingView booking, string? provider, TimeSpan window, DateTimeOffset now)
    {
        var difference = command.Hold.AmountMinor - booking.PriceLeftMinor;
        var isExternal = booking.PaymentProvider == BookingDecisions.ExternalProvider;
        if (difference > 0 && WhyNotPaid(command, isExternal ? null : provider, isExternal, difference) is { } refusal)
        {
            return (null, refusal);
        }

        if (command.Staff is null && booking.IsPassedOn)
        {
            return (null, new Refusal(RefusalCode.TicketsPassedOn));
        }

        var isAsked = difference > 0 && !isExternal;
        return (new PaymentAttempt
        {
            Number = payment.Attempts.Count + 1,
            Provider = isAsked ? provider! : BookingDecisions.ExternalProvider,
            Token = isAsked ? command.Token : null,
            AmountMinor = Math.Max(difference, 0),
            State = isAsked ? IntentState.Unknown : IntentState.Succeeded,
            Begun = !isAsked,
            Reference = isAsked ? null : command.PaymentReference,
            StartedAt = now,
            EndsAt = now + window,
            Exchange = new AttemptExchange
            {
                Hold = command.Hold.HoldId,
                From = booking.Places,
                RefundMinor = RefundOf(booking, command.Hold.AmountMinor, command.RefundPercent),
                By = command.Staff,
                Why = command.Why,
                Transfers = booking.Transfers,
            },
        }, null);
    }

    /// <summary>The attempt came to nothing: what was taken for it goes back.</summary>
    public static PaymentAttempt GiveUp(PaymentAttempt attempt, RefusalCode code, string? why) => attempt with
    {
        Goal = AttemptGoal.GiveBack,
        Why = why,
        Exchange = attempt.Exchange! with { RefusalCode = (int)code },
    };

    /// <summary>Why an exchange that is over came to nothing. Null: it did not, or is not over.</summary>
    public static Refusal? WhyNot(AttemptExchange exchange, PaymentAttempt attempt) =>
        attempt is { Told: true, PlacesTaken: false } ? new Refusal((RefusalCode)exchange.RefusalCode, attempt.Why) : null;

    internal static PaymentAct Next(PaymentAttempt attempt, bool isLate) => attempt switch
    {
        { Goal: AttemptGoal.GiveBack, PlacesGone: false } => PaymentAct.ReturnPlaces,
        { Goal: AttemptGoal.GiveBack } => ToGiveBack(attempt),
        { Begun: false } => isLate ? PaymentAct.GiveUp : PaymentAct.Begin,
        { PlacesTaken: true, State: IntentState.RequiresCapture } => PaymentAct.Capture,
        { PlacesTaken: true, State: IntentState.Succeeded } => PaymentAct.Exchange,
        _ when attempt.IsWithoutMoney => PaymentAct.GiveUp,
        { PlacesTaken: true } => PaymentAct.Query,
        _ when attempt.HasMoney => PaymentAct.TakePlaces,
        _ when isLate => attempt.LookedAtEnd || attempt.State == IntentState.Unknown ? PaymentAct.GiveUp : PaymentAct.Query,
        { State: IntentState.Unknown } => PaymentAct.Authorize,
        _ => PaymentAct.Query,
    };

    private static PaymentAct ToGiveBack(PaymentAttempt attempt) => attempt switch
    {
        { Begun: false } or { Provider: BookingDecisions.ExternalProvider } => PaymentAct.TellUnpaid,
        { State: IntentState.Succeeded } => attempt.RefundedMinor >= attempt.AmountMinor ? PaymentAct.TellUnpaid : PaymentAct.Refund,
        _ when attempt.IsWithoutMoney => PaymentAct.TellUnpaid,
        _ => PaymentAct.Void,
    };

    private static Refusal? WhyNotPaid(ExchangeBooking command, string? provider, bool isExternal, long difference)
    {
        var amount = $"{(Currency.TryFind(command.Hold.Currency, out var currency) ? currency.Format(difference) : "0")} {command.Hold.Currency}";
        return isExternal ? command.Staff is null ? new Refusal(RefusalCode.PaymentElsewhere, $"The places cost {amount} more. Staff exchange them when the payment was seen.")
                : command.PaymentReference is null ? Refusal.Invalid([new FieldError("payment_reference", $"payment_reference is required: the places cost {amount} more.")])
                : null
            : provider is null ? new Refusal(RefusalCode.PaymentElsewhere, $"The places cost {amount} more, and no provider takes payments now.")
            : command is { Token: null, IsDryRun: false } ? new Refusal(RefusalCode.PaymentNeeded, $"The places cost {amount} more. Send a payment_method.")
            : null;
    }
}

/// <summary>What an attempt is to exchange, and how.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.attempt-exchange")]
public sealed record AttemptExchange
{
    /// <summary>The hold whose places the booking is to have.</summary>
    [Id(0)]
    public HoldId Hold { get; init; }

    /// <summary>The hold whose places it gives for them.</summary>
    [Id(1)]
    public HoldId From { get; init; }

    /// <summary>What is to be paid back when it has them.</summary>
    [Id(2)]
    public long RefundMinor { get; init; }

    /// <summary>Null: the booking's own customer.</summary>
    [Id(3)]
    public string? By { get; init; }

    [Id(4)]
    public string? Why { get; init; }

    /// <summary>Why it came to nothing.</summary>
    [Id(5)]
    public int RefusalCode { get; init; }

    /// <summary>How often the booking's tickets had been passed on when it was begun.</summary>
    [Id(70)]
    public int Transfers { get; init; }
}
