using Ticketing.Bookings;

namespace Ticketing.Payments;

/// <summary>
/// What is to be done next about the money of a booking. The order of things: reserve the money, sell the places, take
/// the money. So nobody pays for places that others have, and no place is given away for money that is not there.
/// </summary>
public static class PaymentDecisions
{
    /// <summary>Attempts at one booking.</summary>
    public const int MaxAttempts = 10;

    /// <summary>How long places stay held after the end of an attempt, so that the provider can be asked before they go.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>All attempts together hold the places no longer than so many times as long as one may.</summary>
    public const int MostWindows = 3;

    public static string KeyOf(PaymentState payment, PaymentAttempt attempt) => $"{payment.BookingId.GrainKey()}-{attempt.Number}";

    /// <summary>The payment as the provider is asked about it.</summary>
    public static KnownPayment Known(PaymentState payment, PaymentAttempt attempt) =>
        new(KeyOf(payment, attempt), attempt.Reference, attempt.AmountMinor, payment.Currency, attempt.Account);

    /// <summary>Null: a new attempt may begin, once <see cref="Superseded"/> is over.</summary>
    public static Refusal? WhyNotPay(PaymentState payment, BookingView booking, DateTimeOffset now) => booking switch
    {
        { Status: BookingStatus.Expired } => new Refusal(RefusalCode.HoldExpired),
        { Status: not BookingStatus.Pending } => new Refusal(RefusalCode.BookingTransition, $"A booking that is {booking.Status.ToString().ToLowerInvariant()} can't be paid."),
        { AmountMinor: 0 } => new Refusal(RefusalCode.BookingTransition, "It costs nothing: book it."),
        _ when payment.Attempts.Exists(static attempt => !IsOver(attempt) && attempt.State != IntentState.RequiresAction) => new Refusal(RefusalCode.PaymentUnderWay),
        _ when payment.Attempts.Count >= MaxAttempts => new Refusal(RefusalCode.PaymentAttempts, $"A booking can be tried to be paid {MaxAttempts} times."),
        _ when now >= LastEnd(payment) => new Refusal(RefusalCode.HoldExpired),
        _ => null,
    };

    /// <summary>An attempt that waits for its customer gives way to a new one.</summary>
    public static PaymentAttempt? Superseded(PaymentState payment) =>
        payment.Attempts.Find(static attempt => !IsOver(attempt) && attempt.State == IntentState.RequiresAction);

    /// <summary>The attempt that a request made before.</summary>
    public static PaymentAttempt? OfRequest(PaymentState payment, UInt128? request) =>
        request is { } id ? payment.Attempts.Find(attempt => attempt.Request == Name(id)) : null;

    /// <param name="payment">What was tried so far.</param>
    /// <param name="command">How it is to be paid.</param>
    /// <param name="booking">What is to be paid.</param>
    /// <param name="provider">Who takes the money.</param>
    /// <param name="account">To whose account it goes. Null: to the platform's own.</param>
    /// <param name="window">How long it may be under way.</param>
    /// <param name="now">The time.</param>
    public static PaymentAttempt Begin(PaymentState payment, PayBooking command, BookingView booking, string provider, string? account, TimeSpan window, DateTimeOffset now)
    {
        var endsAt = now + window;
        var last = LastEnd(payment);
        return new PaymentAttempt
        {
            Number = payment.Attempts.Count + 1,
            Provider = provider,
            Account = account,
            Token = command.Token,
            AmountMinor = booking.AmountMinor,
            StartedAt = now,
            EndsAt = endsAt > last ? last.Value : endsAt,
            Request = command.Request is { } request ? Name(request) : null,
            By = command.By,
            ByReason = command.Why,
        };
    }

    public static PaymentAct Next(PaymentState payment, PaymentAttempt attempt, DateTimeOffset now)
    {
        var isLate = now >= attempt.EndsAt;
        return attempt switch
        {
            { Told: true } => AfterEnd(payment, attempt),
            { Exchange: not null } => ExchangeDecisions.Next(attempt, isLate),
            { Begun: false, Goal: AttemptGoal.Take } => isLate ? PaymentAct.GiveUp : PaymentAct.Begin,
            { Begun: false } => PaymentAct.TellUnpaid,
            { Goal: AttemptGoal.Take } => ToTake(payment, attempt, isLate),
            _ => ToGiveBack(attempt),
        };
    }

    /// <summary>Nothing more will become of it by itself.</summary>
    public static bool IsOver(PaymentAttempt attempt) => attempt.Told;

    /// <summary>What the provider said.</summary>
    public static PaymentAttempt Hear(PaymentAttempt attempt, PaymentIntent intent)
    {
        // A query may find nothing of what is still on its way there.
        var state = intent.State == IntentState.Unknown ? attempt.State : intent.State;
        return attempt with
        {
            State = state,
            Reference = intent.Reference ?? attempt.Reference,
            ActionUrl = state == IntentState.RequiresAction ? intent.ActionUrl : null,
            ClientSecret = state == IntentState.RequiresAction ? intent.ClientSecret : null,
            Dispute = intent.Dispute ?? attempt.Dispute,
            DeclineCode = intent.DeclineCode ?? attempt.DeclineCode,
            RefundedMinor = Math.Max(attempt.RefundedMinor, intent.RefundedMinor),
            Token = state == IntentState.Unknown ? attempt.Token : null,
        };
    }

    private static PaymentAct ToTake(PaymentState payment, PaymentAttempt attempt, bool isLate) => attempt switch
    {
        { PlacesTaken: true, State: IntentState.RequiresCapture } => IsAllUnwanted(payment, attempt) ? PaymentAct.Void : PaymentAct.Capture,
        { PlacesTaken: true, State: IntentState.Succeeded } => PaymentAct.TellPaid,
        { PlacesTaken: true } when attempt.IsWithoutMoney => PaymentAct.TellUnpaid,
        { PlacesTaken: true } => PaymentAct.Query,
        _ when attempt.HasMoney => PaymentAct.TakePlaces,
        _ when attempt.IsWithoutMoney => PaymentAct.TellUnpaid,
        _ when isLate => attempt.LookedAtEnd || attempt.State == IntentState.Unknown ? PaymentAct.GiveUp : PaymentAct.Query,
        { State: IntentState.Unknown } => PaymentAct.Authorize,
        _ => PaymentAct.Query,
    };

    /// <summary>Money that came late may still get the places, if nobody else has them.</summary>
    private static PaymentAct ToGiveBack(PaymentAttempt attempt) => attempt switch
    {
        { State: IntentState.Succeeded, PlacesGone: false } => PaymentAct.TakePlaces,
        { State: IntentState.Succeeded } => attempt.RefundedMinor >= attempt.AmountMinor ? PaymentAct.TellUnpaid : PaymentAct.Refund,
        _ when attempt.IsWithoutMoney => PaymentAct.TellUnpaid,
        _ => PaymentAct.Void,
    };

    /// <summary>How much of what the booking wants paid back is paid back by this attempt: first what was paid first.</summary>
    public static long RefundWanted(PaymentState payment, PaymentAttempt attempt)
    {
        var before = payment.Attempts.Where(other => other.Number < attempt.Number && IsPaid(other)).Sum(static other => other.AmountMinor);
        return Math.Clamp(payment.RefundWantedMinor - before, 0, attempt.AmountMinor);
    }

    private static bool IsPaid(PaymentAttempt attempt) =>
        attempt is { PlacesTaken: true, State: IntentState.Succeeded, Provider: not BookingDecisions.ExternalProvider };

    private static bool OwesRefund(PaymentState payment, PaymentAttempt attempt) => IsPaid(attempt) && attempt.RefundedMinor < RefundWanted(payment, attempt);

    /// <summary>Refunds that the booking wants later.</summary>
    private static PaymentAct AfterEnd(PaymentState payment, PaymentAttempt attempt) => attempt switch
    {
        { Dispute: { } dispute } when attempt.DisputeTold != Told(dispute) => PaymentAct.TellDispute,
        _ when OwesRefund(payment, attempt) => PaymentAct.Refund,
        { PlacesTaken: true } when payment.RefundToldMinor < payment.RefundWantedMinor && !payment.Attempts.Exists(other => OwesRefund(payment, other)) => PaymentAct.TellPaidBack,
        _ => PaymentAct.Rest,
    };

    /// <summary>What the booking was told of a dispute: each of its steps once.</summary>
    public static string Told(PaymentDispute dispute) => $"{dispute.Reference} {dispute.Status}";

    /// <summary>The booking was cancelled between the sale and the capture.</summary>
    private static bool IsAllUnwanted(PaymentState payment, PaymentAttempt attempt) => RefundWanted(payment, attempt) >= attempt.AmountMinor && attempt.AmountMinor > 0;

    private static DateTimeOffset? LastEnd(PaymentState payment) =>
        payment.Attempts is [var first, ..] ? first.StartedAt + ((first.EndsAt - first.StartedAt) * MostWindows) : null;

    private static string Name(UInt128 request) => request.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
