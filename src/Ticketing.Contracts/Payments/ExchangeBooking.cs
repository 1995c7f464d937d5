using Orleans;
using Ticketing.Holds;

namespace Ticketing.Payments;

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
}
