using Orleans;

namespace Ticketing.Payments;

/// <summary>The attempt as it is when the request is answered, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-answer")]
public sealed record PaymentAnswer(
    [property: Id(0)] AttemptView? Attempt,
    [property: Id(1)] Refusal? Refusal = null)
{
    public static PaymentAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}
