using Orleans;

namespace Ticketing.Payments;

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
}
