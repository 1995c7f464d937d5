using Orleans;

namespace Ticketing.Payments;

/// <summary>Asks a provider to reserve money. Repeating it with the same key is one payment.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.authorize-payment")]
public sealed record AuthorizePayment
{
    /// <summary>Names the attempt: the provider's idempotency key.</summary>
    [Id(0)]
    public required string Key { get; init; }

    /// <summary>What the customer's client got from the provider in exchange for the means of payment. Never a card number.</summary>
    [Id(1)]
    public required string Token { get; init; }

    [Id(2)]
    public required long AmountMinor { get; init; }

    [Id(3)]
    public required string Currency { get; init; }
}
