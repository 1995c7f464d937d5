using System.Text.Json;
using Ticketing.Payments;

namespace Ticketing.Simulation;

/// <summary>A payment provider on another machine: it never dies and never forgets; what is said to it, or it says, may be lost.</summary>
public sealed class Bank(World world) : IPaymentProvider, IPaymentAccounts
{
    public const string ProviderName = "bank";

    /// <summary>How long a payment may be under way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestThought = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan LatestWebhook = TimeSpan.FromSeconds(100);
    private const int WebhookTries = 3;
    private readonly Dictionary<string, Account> _accounts = [];

    private readonly Dictionary<string, string> _opened = [];
    private readonly Dictionary<string, string> _owners = [];
    private readonly HashSet<string> _closed = [];

    public string Name => ProviderName;

    IPaymentAccounts IPaymentProvider.Accounts => this;

    /// <summary>A payment was asked for on another account than it was made on: which, and where.</summary>
    public List<string> Strays { get; } = [];

    /// <summary>The organization whose account it is. Null: nobody's.</summary>
    public string? OwnerOf(string account) => _owners.GetValueOrDefault(account);

    /// <summary>The account takes nothing new: its owner connects another one. What it took is paid back from it.</summary>
    public void Close(string account) => _closed.Add(account);

    public IReadOnlyDictionary<string, Account> Accounts => _accounts;

    public Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) => AskAsync(() =>
    {
        var account = Of(command.Key, command.Account);
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

    public Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Told(payment.Key, Of(payment).Capture()));

    public Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Told(payment.Key, Of(payment).Void()));

    public Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) => AskAsync(() => Told(payment.Key, Of(payment).Refund(totalMinor)));

    public Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(() => Of(payment));

    public Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        Task.FromResult(NewsOf(JsonDocument.Parse(body).RootElement.GetProperty("payment").GetString()!));

    private WebhookNews NewsOf(string key) => WebhookNews.Of(key, isAfterwards: world.Hooks.Hits(0.5), _accounts.GetValueOrDefault(key)?.Owner);

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
    public Func<Ask, Task<Reply>>? Sends { get; set; }

    /// <summary>What became of a payment is told never, once or twice, each time some moments or some minutes late, and so out of order.</summary>
    private void Tell(string key)
    {
        for (var times = world.Hooks.Of([0, 1, 1, 2]); times > 0; times--)
        {
            world.Loop.After(world.Hooks.Delay(world.Hooks.Hits(0.5) ? LongestWay : LatestWebhook), world.Forever, () => Post(key, WebhookTries));
        }
    }

    private void Post(string key, int tries) => world.Clients.Begin(() => PostAsync(key, tries));

    private async Task PostAsync(string key, int tries)
    {
        if (Sends is null)
        {
            return;
        }

        var reply = await Sends(new Ask("POST", "/api/v1/payments/webhooks/{provider}", $$"""{"payment":"{{key}}"}""") { Values = new Dictionary<string, string> { ["provider"] = ProviderName } });
        if (reply.Status != 200 && tries > 1)
        {
            // As providers do where nobody took it.
            world.Loop.After(world.Hooks.Delay(LatestWebhook), world.Forever, () => Post(key, tries - 1));
        }
    }

    private Account Told(string key, Account account)
    {
        Tell(key);
        return account;
    }

    public Task<PaymentAccount> OpenAsync(string key, Guid organization, CancellationToken cancellationToken) => ReachAsync(() =>
    {
        if (!_opened.TryGetValue(key, out var account))
        {
            _opened[key] = account = $"account-{_opened.Count + 1}";
            _owners[account] = organization.ToString();
        }

        return View(account);
    });

    public Task<AccountLink?> LinkAsync(string account, string done, string again, CancellationToken cancellationToken) =>
        ReachAsync(() => _closed.Contains(account) ? null : new AccountLink(done, ExpiresAt: null));

    public Task<PaymentAccount?> LookAsync(string account, CancellationToken cancellationToken) => ReachAsync(() => _closed.Contains(account) ? null : View(account));

    public Task<AccountMoney?> MoneyAsync(string account, CancellationToken cancellationToken) => ReachAsync(() => _closed.Contains(account) ? null : new AccountMoney([], []));

    private static PaymentAccount View(string account) => new() { Provider = ProviderName, Reference = account, TakesPayments = true, PaysOut = true, IsComplete = true };

    private Account Of(KnownPayment payment) => Of(payment.Key, payment.Account);

    /// <summary>As the test provider has it: what is asked for on another account is another payment, which nobody knows. And it is told.</summary>
    private Account Of(string key, string? owner)
    {
        if (!_accounts.TryGetValue(key, out var account))
        {
            return _accounts[key] = new Account { Owner = owner };
        }

        if (account.Owner != owner)
        {
            Strays.Add($"payment {key} of {account.Owner ?? "the platform"} was asked for on the account of {owner ?? "the platform"}");
            return new Account { Owner = owner };
        }

        return account;
    }

    private Task<PaymentIntent> AskAsync(Func<Account> carryOut) => ReachAsync(() => carryOut().Intent);

    private Task<T> ReachAsync<T>(Func<T> carryOut)
    {
        var answer = new TaskCompletionSource<T>();
        world.Loop.After(world.FaultChance.Delay(LongestWay), world.Forever, () =>
        {
            if (world.Occurs("bank out of reach", world.Faults.BankFails))
            {
                answer.TrySetException(new PaymentUnavailableException("The bank is out of reach."));
                return;
            }

            var said = carryOut();
            if (world.Occurs("bank not heard", world.Faults.BankSilent))
            {
                answer.TrySetException(new PaymentUnavailableException("The bank's answer was lost."));
                return;
            }

            answer.TrySetResult(said);
        });
        return answer.Task;
    }
}
