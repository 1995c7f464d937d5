using System.Globalization;
using System.Text.Json;

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
                ClientSecret = attempt.ClientSecret,
                Dispute = attempt.Dispute,
                Account = attempt.Account,
                Steps = [.. payment.Steps.Where(step => step.Attempt == attempt.Number).Select(step => step.Step)],
            }),
        ],
    };

    /// <summary>What the provider said, and what became of the booking where it is over by that.</summary>
    public static string? WhyDeclined(PaymentAttempt attempt)
    {
        var said = attempt.DeclineCode is { } code ? $"The provider says {code}." : null;
        return attempt is { PlacesTaken: true, Told: true }
            ? $"{said ?? "The money could not be taken."} The booking is cancelled, and its places are given back: make a new one."
            : said;
    }

    /// <summary>How a step is written: what was asked of the provider, and what it answered.</summary>
    public static string Step(PaymentAct act, PaymentIntent intent) => intent is { State: IntentState.Unknown, Reference: not null }
        ? $"{Snake(act)}: made at the provider"
        : $"{Snake(act)}: {Snake(intent.State)}";

    /// <summary>A step of a dispute, in words for the records.</summary>
    public static string Words(PaymentDispute dispute, string amount) =>
        $"The customer disputes the payment with their bank: {dispute.Status}, {dispute.Reason}, {amount} ({dispute.Reference})."
        + (dispute.RespondBy is { } end ? string.Create(CultureInfo.InvariantCulture, $" It can be answered at the provider until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC.") : "");

    public static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Why places can't be sold for a payment, in words for its record.</summary>
    public static string Why(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.HoldReleased => "The booking was cancelled.",
        RefusalCode.NotOnSale or RefusalCode.EventOver => refusal.Detail ?? "The event is not on sale.",
        RefusalCode.BookingTransition => refusal.Detail ?? "The booking is not pending.",
        _ => "The places were gone.",
    };
}
