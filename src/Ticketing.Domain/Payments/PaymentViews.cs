namespace Ticketing.Payments;

/// <summary>The money of a booking as callers see it.</summary>
public static class PaymentViews
{
    public static PaymentView View(PaymentState payment, string? trouble) => new()
    {
        BookingId = payment.BookingId,
        Currency = payment.Currency,
        RefundWantedMinor = payment.RefundWantedMinor,
        Attempts =
        [
            .. payment.Attempts.Select(attempt => new AttemptView
            {
                Number = attempt.Number,
                Key = PaymentDecisions.KeyOf(payment, attempt),
                Provider = attempt.Provider,
                State = attempt.State,
                IsOver = PaymentDecisions.IsOver(attempt),
                AmountMinor = attempt.AmountMinor,
                RefundedMinor = attempt.RefundedMinor,
                Reference = attempt.Reference,
                ActionUrl = attempt.ActionUrl,
                DeclineCode = attempt.DeclineCode,
                Why = attempt.Why,
                Trouble = PaymentDecisions.IsOver(attempt) && attempt.RefundedMinor >= PaymentDecisions.RefundWanted(payment, attempt) ? null : trouble,
                StartedAt = attempt.StartedAt,
                EndsAt = attempt.EndsAt,
                Exchange = attempt.Exchange?.Hold,
                Steps = [.. payment.Steps.Where(step => step.Attempt == attempt.Number).Select(step => step.Step)],
            }),
        ],
    };

    /// <summary>Why places can't be sold for a payment, in words for its record.</summary>
    public static string Why(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.HoldReleased => "The booking was cancelled.",
        RefusalCode.NotOnSale => refusal.Detail ?? "The event is not on sale.",
        RefusalCode.BookingTransition => refusal.Detail ?? "The booking is not pending.",
        _ => "The places were gone.",
    };
}
