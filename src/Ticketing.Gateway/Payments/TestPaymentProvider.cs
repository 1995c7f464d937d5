using Orleans;

namespace Ticketing.Payments;

/// <summary>The built-in provider that moves no money: what becomes of a payment is in its token.</summary>
public sealed class TestPaymentProvider(Func<IGrainFactory> grains, WebhookSigner? webhooks = null) : IPaymentProvider
{
    public const string ProviderName = "test";

    public string Name => ProviderName;

    public async Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) => command.Token == TestTokens.Down
        ? throw new PaymentUnavailableException("The test provider does not answer, as the token wants it.")
        : Heard(await Intent(command.Key).Authorize(command));

    public async Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => Heard(await Intent(payment.Key).Capture());

    public async Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => Heard(await Intent(payment.Key).Void());

    public async Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) => Heard(await Intent(payment.Key).Refund(totalMinor));

    public async Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => Heard(await Intent(payment.Key).Query());

    public Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => Task.FromResult(webhooks is null
        ? WebhookNews.NotGenuine("No webhook is believed without a secret: set Payments:WebhookSecret here to what the provider signs with.")
        : webhooks.Read(header, body.Span));

    private ITestIntentGrain Intent(string key) => grains().GetGrain<ITestIntentGrain>(key);

    private static PaymentIntent Heard(TestAnswer answer) => answer.IsLost
        ? throw new PaymentUnavailableException("The answer was lost, as the token wants it.")
        : answer.Intent;
}
