namespace Ticketing.Payments;

/// <summary>
/// Somebody who moves money. Every command has a key and is safe to repeat with it; what it answers is the payment as it
/// is then. No answer, for whatever reason, is a <see cref="PaymentUnavailableException"/>: the outcome is unknown.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>A name for addresses and records: lower case letters, digits and hyphens.</summary>
    string Name { get; }

    Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken);

    /// <summary>Takes the money that is reserved.</summary>
    Task<PaymentIntent> CaptureAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up the payment, if it is not too late: the answer says what it is then. A key that the provider never heard
    /// of must be answered <see cref="IntentState.Canceled"/>, and an authorization that arrives after that refused.
    /// </summary>
    Task<PaymentIntent> VoidAsync(string key, CancellationToken cancellationToken);

    /// <summary>Pays back until <paramref name="totalMinor"/> are paid back in all.</summary>
    Task<PaymentIntent> RefundAsync(string key, long totalMinor, CancellationToken cancellationToken);

    /// <summary>The payment as it is now. <see cref="IntentState.Unknown"/> for a key that the provider never heard of.</summary>
    Task<PaymentIntent> QueryAsync(string key, CancellationToken cancellationToken);

    /// <summary>What a webhook tells: about a payment, about nothing of ours, or that it is not this provider's, or not of now.</summary>
    /// <param name="header">Finds a header of the request.</param>
    /// <param name="body">The request's body.</param>
    WebhookNews ReadWebhook(Func<string, string?> header, ReadOnlySpan<byte> body);
}
