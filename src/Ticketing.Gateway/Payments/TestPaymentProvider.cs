using Orleans;

namespace Ticketing.Payments;

/// <summary>The built-in provider that moves no money: what becomes of a payment is in its token. Accounts at it take payments as soon as they are made.</summary>
public sealed class TestPaymentProvider(Func<IGrainFactory> grains, WebhookSigner? webhooks = null) : IPaymentProvider, IPaymentAccounts
{
    public const string ProviderName = "test";

    public string Name => ProviderName;

    public IPaymentAccounts Accounts => this;

    public async Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) => command.Token == TestTokens.Down
        ? throw new PaymentUnavailableException("The test provider does not answer, as the token wants it.")
        : Heard(await Intent(command.Key, command.Account).Authorize(command));

    public async Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => Heard(await Intent(payment).Capture());

    public async Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => Heard(await Intent(payment).Void());

    public async Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) => Heard(await Intent(payment).Refund(totalMinor));

    public async Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => Heard(await Intent(payment).Query());

    public Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => Task.FromResult(webhooks is null
        ? WebhookNews.NotGenuine("No webhook is believed without a secret: set Payments:WebhookSecret here to what the provider signs with.")
        : webhooks.Read(header, body.Span));

    public Task<PaymentAccount> OpenAsync(string key, Guid organization, CancellationToken cancellationToken) => Task.FromResult(Account(TestAccounts.Named(key)));

    /// <summary>There is nothing to be said, so its owner is where they go after that at once.</summary>
    public Task<AccountLink?> LinkAsync(string account, string done, string again, CancellationToken cancellationToken) =>
        Task.FromResult<AccountLink?>(new AccountLink(done, ExpiresAt: null));

    public Task<PaymentAccount?> LookAsync(string account, CancellationToken cancellationToken) => Task.FromResult<PaymentAccount?>(Account(account));

    public Task<AccountMoney?> MoneyAsync(string account, CancellationToken cancellationToken) => Task.FromResult<AccountMoney?>(new AccountMoney([], []));

    private static PaymentAccount Account(string name) => new() { Provider = ProviderName, Reference = name, TakesPayments = true, PaysOut = true, IsComplete = true };

    private ITestIntentGrain Intent(KnownPayment payment) => Intent(payment.Key, payment.Account);

    private ITestIntentGrain Intent(string key, string? account) => grains().GetGrain<ITestIntentGrain>(TestAccounts.Intent(key, account));

    private static PaymentIntent Heard(TestAnswer answer) => answer.IsLost
        ? throw new PaymentUnavailableException("The answer was lost, as the token wants it.")
        : answer.Intent;
}
