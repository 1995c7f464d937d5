using Orleans;

namespace Ticketing.Payments;

/// <summary>What the test provider says.</summary>
/// <param name="Intent">The payment.</param>
/// <param name="IsLost">It is not to be heard: the test is about an answer that gets lost.</param>
[GenerateSerializer, Immutable, Alias("ticketing.test-answer")]
public sealed record TestAnswer(
    [property: Id(0)] PaymentIntent Intent,
    [property: Id(1)] bool IsLost);
