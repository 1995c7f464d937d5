using System.ComponentModel.DataAnnotations;
using Ticketing.Http;

namespace Ticketing.Payments;

/// <summary>What a booking is paid with.</summary>
public sealed record PayBookingRequest
{
    /// <summary>What the provider's form gave the customer for it, such as <c>pm_…</c> or <c>ctoken_…</c>. Needed. The card's number never comes here.</summary>
    [StringLength(255, MinimumLength = 1)]
    public string? PaymentMethod { get; init; }

    /// <summary>The same as <c>payment_method</c>, by its former name.</summary>
    [StringLength(255, MinimumLength = 1)]
    public string? PaymentToken { get; init; }

    /// <summary>For the booking's history. Staff must give it for what is not their own.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}

/// <summary>Who takes payments.</summary>
public sealed record PaymentProviderResponse
{
    /// <summary>Such as <c>stripe</c>. <c>external</c>: payments are settled elsewhere, and staff confirm them.</summary>
    public required string Provider { get; init; }

    /// <summary>Names the seller to the provider's own form. No secret. Null: the provider has no form.</summary>
    public required string? PublishableKey { get; init; }

    /// <summary>The means of payment that the form may offer, in the provider's words.</summary>
    public required IReadOnlyList<string> PaymentMethodTypes { get; init; }

    /// <summary>How the money is taken, in the provider's word: the form must be made for the same. Null: the provider has no form.</summary>
    public required string? CaptureMethod { get; init; }

    /// <summary>Whose account takes the money of the event: the form must be made for it. Null: the platform's own.</summary>
    public required string? Account { get; init; }
}

/// <summary>A customer wants the money back from their bank.</summary>
public sealed record PaymentDisputeResponse
{
    /// <summary>What the provider calls it.</summary>
    public required string Reference { get; init; }

    /// <summary>Where it is, in the provider's word, such as <c>needs_response</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why, in the provider's word, such as <c>fraudulent</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What is disputed, as a decimal number.</summary>
    public required string Amount { get; init; }

    /// <summary>Until when it can be answered, at the provider. Null: it can't, or not any more.</summary>
    public required DateTimeOffset? RespondBy { get; init; }

    internal static PaymentDisputeResponse? Of(PaymentDispute? dispute, string currency) => dispute is null ? null : new()
    {
        Reference = dispute.Reference,
        Status = dispute.Status,
        Reason = dispute.Reason,
        Amount = Http.Amount.Of(dispute.AmountMinor, currency),
        RespondBy = dispute.RespondBy,
    };
}

/// <summary>What the customer does whom the test provider asks for something.</summary>
public sealed record CompletePaymentRequest
{
    /// <summary>Left out: they agree.</summary>
    public bool? Agrees { get; init; }
}

/// <summary>What a provider tells. It may have more than is read here.</summary>
public sealed record PaymentWebhookRequest
{
    /// <summary>What the news is about.</summary>
    public required PaymentWebhookData Data { get; init; }
}

/// <summary>What the news of a provider is about.</summary>
public sealed record PaymentWebhookData
{
    /// <summary>The payment's key, as an attempt shows it. What became of it is asked of the provider.</summary>
    public required string Payment { get; init; }
}

/// <summary>It was heard.</summary>
public sealed record ReceivedResponse
{
    public required bool Received { get; init; }
}

/// <summary>What is paid by an attempt.</summary>
public enum PaymentPurpose
{
    Booking,
    Exchange,
}

/// <summary>An attempt to pay.</summary>
public sealed record AttemptResponse
{
    /// <summary>From 1 on.</summary>
    public required int Number { get; init; }

    public required PaymentPurpose For { get; init; }

    /// <summary>What the payment is called here.</summary>
    public required string Key { get; init; }

    public required string Provider { get; init; }

    public required IntentState State { get; init; }

    /// <summary>Nothing more will become of it, but for refunds.</summary>
    public required bool IsOver { get; init; }

    /// <summary>As a decimal number.</summary>
    public required string Amount { get; init; }

    /// <summary>As a decimal number.</summary>
    public required string RefundedAmount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>What the payment is called at its provider.</summary>
    public required string? Reference { get; init; }

    /// <summary>Where the customer does what is required of them; null: nothing is.</summary>
    public required string? ActionUrl { get; init; }

    /// <summary>
    /// Lets the customer's own client do what is required through the provider's software (Stripe.js: <c>handleNextAction</c>). Theirs
    /// alone: not to be logged, nor put into an address. Null: nothing is required, or it is done at <c>action_url</c>.
    /// </summary>
    public required string? ClientSecret { get; init; }

    /// <summary>The customer wants the money back from their bank. Null: they do not.</summary>
    public required PaymentDisputeResponse? Dispute { get; init; }

    /// <summary>Whose account it is paid to: the provider's software must be told. Null: the platform's own.</summary>
    public required string? Account { get; init; }

    /// <summary>Why it was declined, in the provider's word, such as <c>insufficient_funds</c>.</summary>
    public required string? DeclineCode { get; init; }

    /// <summary>Why it is given up.</summary>
    public required string? Why { get; init; }

    /// <summary>What keeps it from going on, while something does.</summary>
    public required string? Trouble { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Until when it may be under way.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    public required IReadOnlyList<AttemptStepResponse> Steps { get; init; }

    internal static AttemptResponse Of(AttemptView attempt, string currency) => new()
    {
        Number = attempt.Number,
        For = attempt.Exchange is null ? PaymentPurpose.Booking : PaymentPurpose.Exchange,
        Key = attempt.Key,
        Provider = attempt.Provider,
        State = attempt.State,
        IsOver = attempt.IsOver,
        Amount = Http.Amount.Of(attempt.AmountMinor, currency),
        RefundedAmount = Http.Amount.Of(attempt.RefundedMinor, currency),
        Currency = currency,
        Reference = attempt.Reference,
        ActionUrl = attempt.ActionUrl,
        ClientSecret = attempt.ClientSecret,
        Dispute = PaymentDisputeResponse.Of(attempt.Dispute, currency),
        Account = attempt.Account,
        DeclineCode = attempt.DeclineCode,
        Why = attempt.Why,
        Trouble = attempt.Trouble,
        StartedAt = attempt.StartedAt,
        EndsAt = attempt.EndsAt,
        Steps = [.. attempt.Steps.Select(static step => new AttemptStepResponse { At = step.At, What = step.What })],
    };
}

/// <summary>What was done about a payment, or seen of it.</summary>
public sealed record AttemptStepResponse
{
    public required DateTimeOffset At { get; init; }

    public required string What { get; init; }
}
