using Orleans;

namespace Ticketing.Payments;

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
}
