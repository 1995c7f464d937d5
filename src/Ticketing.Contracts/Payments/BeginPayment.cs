using Orleans;

namespace Ticketing.Payments;

/// <summary>Tells a pending booking that a payment of it is under way.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.begin-payment")]
public sealed record BeginPayment(
    [property: Id(0)] int Attempt,
    [property: Id(1)] string Provider,
    [property: Id(2)] DateTimeOffset ExpiresAt);
