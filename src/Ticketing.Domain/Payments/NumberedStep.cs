using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Payments;

/// <summary>A step of one attempt.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.numbered-step")]
public sealed record NumberedStep(
    [property: Id(0)] int Attempt,
    [property: Id(1)] PaymentStep Step);
