using System.Text.Json;
using Ticketing.Payments;

namespace Ticketing.Simulation;

/// <summary>A payment provider on another machine: it never dies and never forgets; what is said to it, or it says, may be lost.</summary>
public sealed class Bank(World world) : IPaymentProvider
{
    public const string ProviderName = "bank";

    /// <summary>How long a payment may be under way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestThought = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan LatestWebhook = TimeSpan.FromSeconds(100);
    private const int WebhookTries = 3;
    private readonly Dictionary<string, Account> _accounts = [];

    public string Name => ProviderName;

    public IReadOnlyDictionary<string, Account> Accounts => _accounts;

    public Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) => AskAsync(() =>
    {
        var account = Of(command.Key);
        if (account.State == IntentState.Unknown)
        {
            account.AmountMinor = command.AmountMinor;
            account.State = command.Token switch
            {
                "decline" => IntentState.Failed,
                "act" => IntentState.RequiresAction,
                "slow" or "stubborn" => IntentState.Processing,
                _ => IntentState.RequiresCapture,
            };
            account.IsStubborn = command.Token == "stubborn";
            account.FailsAtCapture = command.Token == "broke";
            if (account.State == IntentState.Processing)
            {
                world.Loop.After(world.FaultChance.Delay(LongestThought), world.Forever, () =>
                {
                    account.Think();
                    Tell(command.Key);
                });
            }

            Tell(command.Key);
        }

        return account;
    });

    public Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Told(payment.Key, Of(payment.Key).Capture()));

    public Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Told(payment.Key, Of(payment.Key).Void()));

    public Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) => AskAsync(() => Told(payment.Key, Of(payment.Key).Refund(totalMinor)));

    public Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Of(payment.Key));

    public Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Task.FromResult(WebhookNews.Of(JsonDocument.Parse(body).RootElement.GetProperty("payment").GetString()!, isAfterwards: world.Hooks.Hits(0.5)));

    /// <summary>The customer agrees to whatever of their booking waits for that.</summary>
    public void Agree(string booking)
    {
        foreach (var account in _accounts.Where(at => at.Key.StartsWith(booking, StringComparison.Ordinal)).Select(at => at.Value))
        {
            account.Agree();
        }

        foreach (var key in _accounts.Keys.Where(key => key.StartsWith(booking, StringComparison.Ordinal)).ToArray())
        {
            Tell(key);
        }
    }

    /// <summary>Sends a webhook to the service.</summary>
    public Func<Ask, Task<Reply>>? Post { get; set; }

    /// <summary>What became of a payment is told never, once or twice, each time some moments or some minutes late, and so out of order.</summary>
    private void Tell(string key)
    {
        for (var times = world.Hooks.Of([0, 1, 1, 2]); times > 0; times--)
        {
            world.Loop.After(world.Hooks.Delay(world.Hooks.Hits(0.5) ? LongestWay : LatestWebhook), world.Forever, () => _ = PostAsync(key, WebhookTries));
        }
    }

    private async Task PostAsync(string key, int tries)
    {
        if (Post is null)
        {
            return;
        }

        var reply = await Post(new Ask("POST", "/api/v1/payments/webhooks/{provider}", $$"""{"payment":"{{key}}"}""") { Values = new Dictionary<string, string> { ["provider"] = ProviderName } });
        if (reply.Status != 200 && tries > 1)
        {
            // As providers do where nobody took it.
            world.Loop.After(world.Hooks.Delay(LatestWebhook), world.Forever, () => _ = PostAsync(key, tries - 1));
        }
    }

    private Account Told(string key, Account account)
    {
        Tell(key);
        return account;
    }

    private Account Of(string key) => _accounts.TryGetValue(key, out var account) ? account : _accounts[key] = new Account();

    private Task<PaymentIntent> AskAsync(Func<Account> carryOut)
    {
        var answer = new TaskCompletionSource<PaymentIntent>();
        world.Loop.After(world.FaultChance.Delay(LongestWay), world.Forever, () =>
        {
            if (world.Occurs("bank out of reach", world.Faults.BankFails))
            {
                answer.TrySetException(new PaymentUnavailableException("The bank is out of reach."));
                return;
            }

            var intent = carryOut().Intent;
            if (world.Occurs("bank not heard", world.Faults.BankSilent))
            {
                answer.TrySetException(new PaymentUnavailableException("The bank's answer was lost."));
                return;
            }

            answer.TrySetResult(intent);
        });
        return answer.Task;
    }
}
