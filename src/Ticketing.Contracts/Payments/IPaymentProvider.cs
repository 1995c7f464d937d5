using Ticketing.Money;

namespace Ticketing.Payments;

/// <summary>
/// Somebody who moves money. Every command has a key and is safe to repeat with it; what it answers is the payment as it
/// is then. No answer, for whatever reason, is a <see cref="PaymentUnavailableException"/>: the outcome is unknown.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>A name for addresses and records: lower case letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>What a client needs to show the provider's own form. Null: there is none.</summary>
    PaymentForm? Form => null;

    /// <summary>Accounts of others, to which payments can go. Null: there is the one account.</summary>
    IPaymentAccounts? Accounts => null;

    /// <summary>
    /// Reserves the money. A provider that has names of its own for payments makes the payment first, and answers
    /// <see cref="IntentState.Unknown"/> with its reference: that is written down, and it is asked again with it. So no money
    /// moves at a payment that could not be found again.
    /// </summary>
    Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken);

    /// <summary>Takes the money that is reserved.</summary>
    Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up the payment, if it is not too late: the answer says what it is then. A key that the provider never heard
    /// of must be answered <see cref="IntentState.Canceled"/>, and an authorization that arrives after that refused.
    /// </summary>
    Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken);

    /// <summary>Pays back until <paramref name="totalMinor"/> are paid back in all.</summary>
    Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken);

    /// <summary>The payment as it is now. <see cref="IntentState.Unknown"/> for a key that the provider never heard of.</summary>
    Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken);

    /// <summary>What a webhook tells: about a payment, about nothing of ours, or that it is not this provider's, or not of now.</summary>
    /// <param name="header">Finds a header of the request.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Why a price can't be paid through this provider, and what helps: the rest of a sentence about it. Null: it can.</summary>
    string? WhyNotPrice(long minor, Currency currency) => null;

    /// <summary>An amount as the provider's own form counts it. Null: there is no form, or it does not take the amount.</summary>
    long? AmountInForm(long minor, Currency currency) => null;
}

/// <summary>A payment as this service knows it.</summary>
/// <param name="Key">Names the attempt.</param>
/// <param name="Reference">What the provider calls it. Null: it has not said.</param>
/// <param name="AmountMinor">What is to be paid, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Account">Whose account it is paid to. Null: the platform's own.</param>
public sealed record KnownPayment(string Key, string? Reference, long AmountMinor, string Currency, string? Account = null);

/// <summary>What a client needs to show a provider's own form.</summary>
/// <param name="PublishableKey">Names the seller to the provider. No secret.</param>
/// <param name="MethodTypes">The means of payment that are taken, in the provider's words.</param>
/// <param name="CaptureMethod">How money is taken, in the provider's word.</param>
public sealed record PaymentForm(string PublishableKey, IReadOnlyList<string> MethodTypes, string CaptureMethod);
