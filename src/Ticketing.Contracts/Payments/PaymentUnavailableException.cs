using Orleans;
using Orleans.Runtime;

namespace Ticketing.Payments;

/// <summary>The payment provider did not answer, so what became of the command is unknown. It is safe to repeat.</summary>
[GenerateSerializer, Alias("ticketing.payment-unavailable")]
public sealed class PaymentUnavailableException(string message, Exception? cause = null) : OrleansException(Causes.Told(message, cause));
