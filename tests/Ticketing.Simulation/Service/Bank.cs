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
                world.Loop.After(world.FaultChance.Delay(LongestThought), world.Forever, account.Think);
            }
        }

        return account;
    });

    public Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Of(payment.Key).Capture());

    public Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Of(payment.Key).Void());

    public Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) => AskAsync(() => Of(payment.Key).Refund(totalMinor));

    public Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Of(payment.Key));

    public Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Task.FromResult(WebhookNews.NotGenuine("The bank sends no webhooks."));

    /// <summary>The customer agrees to whatever of their booking waits for that.</summary>
    public void Agree(string booking)
    {
        foreach (var account in _accounts.Where(at => at.Key.StartsWith(booking, StringComparison.Ordinal)).Select(at => at.Value))
        {
            account.Agree();
        }
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
