using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Payments;

/// <summary>What was done about a payment, or seen of it.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.payment-step")]
public sealed record PaymentStep(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string What);
