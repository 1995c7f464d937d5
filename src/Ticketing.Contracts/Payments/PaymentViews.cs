using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Payments;

/// <summary>One attempt to pay.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.attempt-view")]
public sealed record AttemptView
{
    /// <summary>From 1 on.</summary>
    [Id(0)]
    public int Number { get; init; }

    [Id(1)]
    public string Key { get; init; } = "";

    [Id(2)]
    public string Provider { get; init; } = "";

    [Id(3)]
    public IntentState State { get; init; }

    /// <summary>Nothing more will become of it, but for refunds.</summary>
    [Id(4)]
    public bool IsOver { get; init; }

    [Id(5)]
    public long AmountMinor { get; init; }

    [Id(6)]
    public long RefundedMinor { get; init; }

    [Id(7)]
    public string? Reference { get; init; }

    [Id(8)]
    public string? ActionUrl { get; init; }

    [Id(9)]
    public string? DeclineCode { get; init; }

    /// <summary>Why it is given up, in words.</summary>
    [Id(10)]
    public string? Why { get; init; }

    /// <summary>What keeps it from going on, while something does.</summary>
    [Id(11)]
    public string? Trouble { get; init; }

    [Id(12)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Until when it may be under way.</summary>
    [Id(13)]
    public DateTimeOffset EndsAt { get; init; }

    [Id(14)]
    public ImmutableArray<PaymentStep> Steps { get; init; } = [];

    /// <summary>The hold whose places the booking is to have in exchange. Null: it pays the booking itself.</summary>
    [Id(30)]
    public HoldId? Exchange { get; init; }

    /// <summary>Lets the customer's client do what is required of them through the provider's own software. A secret of theirs.</summary>
    [Id(80)]
    public string? ClientSecret { get; init; }

    /// <summary>The customer wants the money back from their bank. Null: they do not.</summary>
    [Id(81)]
    public PaymentDispute? Dispute { get; init; }

    /// <summary>Whose account it is paid to. Null: the platform's own.</summary>
    [Id(85)]
    public string? Account { get; init; }
}

/// <summary>Where a payment is at its provider, in the terms of payment intents. Numbers are stored: never reuse one.</summary>
public enum IntentState
{
    /// <summary>The provider has not said: it was not asked yet, or its answer was lost.</summary>
    Unknown = 0,

    /// <summary>The customer must do something, such as confirm at their bank.</summary>
    RequiresAction = 1,

    /// <summary>The provider does not know yet itself.</summary>
    Processing = 2,

    /// <summary>The money is reserved.</summary>
    RequiresCapture = 3,

    /// <summary>The money was taken.</summary>
    Succeeded = 4,

    /// <summary>No money was taken, and none will be.</summary>
    Canceled = 5,

    /// <summary>It was declined: no money was taken, and none will be.</summary>
    Failed = 6,
}

/// <summary>The attempt as it is when the request is answered, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-answer")]
public sealed record PaymentAnswer(
    [property: Id(0)] AttemptView? Attempt,
    [property: Id(1)] Refusal? Refusal = null)
{
    public static PaymentAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}

/// <summary>A payment as its provider tells it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-intent")]
public sealed record PaymentIntent
{
    [Id(0)]
    public IntentState State { get; init; }

    /// <summary>What the provider calls it.</summary>
    [Id(1)]
    public string? Reference { get; init; }

    /// <summary>Where the customer does what is required of them.</summary>
    [Id(2)]
    public string? ActionUrl { get; init; }

    /// <summary>Why it was declined, in the provider's word, such as <c>insufficient_funds</c>.</summary>
    [Id(3)]
    public string? DeclineCode { get; init; }

    /// <summary>What was paid back so far, in minor units.</summary>
    [Id(4)]
    public long RefundedMinor { get; init; }

    /// <summary>Lets the customer's client do what is required of them through the provider's own software.</summary>
    [Id(5)]
    public string? ClientSecret { get; init; }

    /// <summary>Null: nobody disputes it, as far as this answer tells.</summary>
    [Id(6)]
    public PaymentDispute? Dispute { get; init; }
}

/// <summary>A customer wants the money back from their bank.</summary>
/// <param name="Reference">What the provider calls the dispute.</param>
/// <param name="Status">Where it is, in the provider's word, such as <c>needs_response</c>.</param>
/// <param name="Reason">Why, in the provider's word, such as <c>fraudulent</c>.</param>
/// <param name="AmountMinor">What is disputed, in minor units.</param>
/// <param name="RespondBy">Until when it can be answered. Null: it can't, or not any more.</param>
[GenerateSerializer, Immutable, Alias("ticketing.payment-dispute")]
public sealed record PaymentDispute(
    [property: Id(0)] string Reference,
    [property: Id(1)] string Status,
    [property: Id(2)] string Reason,
    [property: Id(3)] long AmountMinor,
    [property: Id(4)] DateTimeOffset? RespondBy);

/// <summary>What was done about a payment, or seen of it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-step")]
public sealed record PaymentStep(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string What);

/// <summary>Every attempt to pay a booking.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-view")]
public sealed record PaymentView
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public ImmutableArray<AttemptView> Attempts { get; init; } = [];

    /// <summary>What the booking wants paid back in all, in minor units.</summary>
    [Id(2)]
    public long RefundWantedMinor { get; init; }

    [Id(3)]
    public string Currency { get; init; } = "";
}

/// <summary>A member of staff says that they saw the money, or books for somebody what costs nothing.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-voucher")]
public sealed record PaymentVoucher
{
    [Id(0)]
    public required string By { get; init; }

    /// <summary>How it came: <c>cash</c>, <c>card</c>, <c>transfer</c>. Null: as the booking says.</summary>
    [Id(1)]
    public string? Method { get; init; }

    /// <summary>What the payment is called where it came: the number of a receipt or of a transfer.</summary>
    [Id(2)]
    public string? Reference { get; init; }

    [Id(3)]
    public string? Why { get; init; }
}

/// <summary>What the test provider says.</summary>
/// <param name="Intent">The payment.</param>
/// <param name="IsLost">It is not to be heard: the test is about an answer that gets lost.</param>
[GenerateSerializer, Immutable, Alias("ticketing.test-answer")]
public sealed record TestAnswer(
    [property: Id(0)] PaymentIntent Intent,
    [property: Id(1)] bool IsLost);

/// <summary>What a provider makes of a webhook that came in its name.</summary>
public sealed record WebhookNews
{
    /// <summary>It is the provider's, and about nothing that concerns this service.</summary>
    public static WebhookNews Nothing { get; } = new();

    private WebhookNews()
    {
    }

    /// <summary>The key of the payment that it speaks of. Null: of none.</summary>
    public string? Payment { get; private init; }

    /// <summary>It is about what came after the payment, such as a dispute.</summary>
    public bool IsAfterwards { get; private init; }

    /// <summary>Of whose account it tells. Null: of the platform's own.</summary>
    public string? Account { get; private init; }

    /// <summary>Why it is not believed, and what helps, in words for who sent it. Null: it is the provider's.</summary>
    public string? Doubt { get; private init; }

    /// <summary>It is the provider's, and about the payment of that key. What became of that is asked of the provider.</summary>
    /// <param name="payment">The key.</param>
    /// <param name="isAfterwards">About what came after the payment, such as a dispute.</param>
    /// <param name="account">On whose account. Null: on the platform's own.</param>
    public static WebhookNews Of(string payment, bool isAfterwards = false, string? account = null) => new() { Payment = payment, IsAfterwards = isAfterwards, Account = account };

    /// <summary>It is the provider's, and about that account itself. How that is now is asked of the provider.</summary>
    public static WebhookNews OfAccount(string account) => new() { Account = account };

    /// <summary>It is not the provider's, or not of now.</summary>
    public static WebhookNews NotGenuine(string doubt) => new() { Doubt = doubt };
}
