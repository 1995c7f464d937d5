using Orleans;
using Ticketing.Holds;

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

    /// <summary>What the provider calls the payment that it made for this. Null: it has made none, or was not heard.</summary>
    [Id(4)]
    public string? Reference { get; init; }

    /// <summary>Whose account it is to be paid to. Null: the platform's own.</summary>
    [Id(85)]
    public string? Account { get; init; }
}

/// <summary>Tells a pending booking that a payment of it is under way.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.begin-payment")]
public sealed record BeginPayment(
    [property: Id(0)] int Attempt,
    [property: Id(1)] string Provider,
    [property: Id(2)] DateTimeOffset ExpiresAt)
{
    /// <summary>Who pays. Null: the booking's own customer.</summary>
    [Id(3)]
    public string? By { get; init; }

    [Id(4)]
    public string? Why { get; init; }
}

/// <summary>Tells a booking that its payment is disputed, or what became of that. Each step of a dispute once.</summary>
/// <param name="Step">Names the step.</param>
/// <param name="Why">The step in words, for the booking's history.</param>
[GenerateSerializer, Immutable, Alias("ticketing.dispute-booking")]
public sealed record DisputeBooking(
    [property: Id(0)] string Step,
    [property: Id(1)] string Why);

/// <summary>Tells a booking what became of its payment.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.end-payment")]
public sealed record EndPayment(
    [property: Id(0)] int Attempt,
    [property: Id(1)] bool IsPaid,
    [property: Id(2)] string? Reference,
    [property: Id(3)] string? Why)
{
    /// <summary>The places were sold for this payment, which then failed: they go back.</summary>
    [Id(4)]
    public bool PlacesTaken { get; init; }
}

/// <summary>Begins to exchange a booking's places for those of a hold that was placed for it, and to settle the difference.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.exchange-booking")]
public sealed record ExchangeBooking
{
    [Id(0)]
    public required HoldView Hold { get; init; }

    /// <summary>What the customer's client got from the provider, for a difference that is to be paid.</summary>
    [Id(1)]
    public string? Token { get; init; }

    /// <summary>The share of a difference that is paid back, in percent.</summary>
    [Id(2)]
    public int RefundPercent { get; init; } = 100;

    /// <summary>A member of staff, who may have seen a payment elsewhere. Null: the booking's own customer.</summary>
    [Id(3)]
    public string? Staff { get; init; }

    [Id(4)]
    public string? Why { get; init; }

    /// <summary>What a payment that was seen elsewhere is called.</summary>
    [Id(5)]
    public string? PaymentReference { get; init; }

    /// <summary>Nothing is to begin, and the hold says only what the places would cost: the answer is the attempt that would.</summary>
    [Id(6)]
    public bool IsDryRun { get; init; }
}

/// <summary>Begins to pay a pending booking.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.pay-booking")]
public sealed record PayBooking
{
    /// <summary>What the customer's client got from the provider.</summary>
    [Id(0)]
    public required string Token { get; init; }

    /// <summary>Tells one request from another: a repeat is the same attempt. Null: it has no identity.</summary>
    [Id(1)]
    public UInt128? Request { get; init; }

    /// <summary>Who pays. Null: the booking's own customer.</summary>
    [Id(2)]
    public string? By { get; init; }

    [Id(3)]
    public string? Why { get; init; }
}
