using Orleans;
using Ticketing.Payments;

namespace Ticketing.Tests.Harness;

/// <summary>The test provider, which fails when a test wants it, and remembers what it was asked.</summary>
internal sealed class FaultyPayments(Func<IGrainFactory> grains, TimeProvider time) : IPaymentProvider
{
    private readonly TestPaymentProvider _provider = new(grains, new WebhookSigner("a secret of the tests alone"u8.ToArray(), time));
    private readonly List<(string Act, WriteFault Fault, int Times)> _faults = [];

    /// <summary>Signs as the provider does.</summary>
    public WebhookSigner Signer { get; } = new("a secret of the tests alone"u8.ToArray(), time);

    public string Name => _provider.Name;

    public List<string> Asked { get; } = [];

    /// <summary>The least that it charges, in minor units.</summary>
    public long LeastMinor { get; set; }

    /// <summary>What happens while the provider thinks about an act.</summary>
    public Func<string, Task> Meanwhile { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Made for tests: ten minutes is how long a payment may take.</summary>
    public PaymentProviders Providers => new([this], Name, TimeSpan.FromMinutes(10));

    /// <summary>The next calls of an act have no answer: they did not happen, or their answer was lost.</summary>
    public void Fail(string act, WriteFault fault, int times = 1)
    {
        lock (_faults)
        {
            _faults.Add((act, fault, times));
        }
    }

    public string? WhyNotPrice(long minor, Money.Currency currency) => minor < LeastMinor ? $"must be at least {currency.Format(LeastMinor)}." : null;

    public Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) =>
        AskAsync("authorize", () => _provider.AuthorizeAsync(command, cancellationToken));

    public Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync("capture", () => _provider.CaptureAsync(payment, cancellationToken));

    public Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync("void", () => _provider.VoidAsync(payment, cancellationToken));

    public Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) =>
        AskAsync("refund", () => _provider.RefundAsync(payment, totalMinor, cancellationToken));

    public Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync("query", () => _provider.QueryAsync(payment, cancellationToken));

    public Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _provider.ReadWebhookAsync(header, body, cancellationToken);

    private async Task<PaymentIntent> AskAsync(string act, Func<Task<PaymentIntent>> ask)
    {
        var fault = Take(act);
        if (fault == WriteFault.BeforeEffect)
        {
            throw new PaymentUnavailableException("It did not get there.");
        }

        var intent = await ask();
        await Meanwhile(act);
        return fault == WriteFault.AfterEffect ? throw new PaymentUnavailableException("The answer was lost.") : intent;
    }

    private WriteFault Take(string act)
    {
        lock (_faults)
        {
            Asked.Add(act);
            var at = _faults.FindIndex(fault => fault.Act == act && fault.Times > 0);
            if (at < 0)
            {
                return WriteFault.None;
            }

            _faults[at] = _faults[at] with { Times = _faults[at].Times - 1 };
            return _faults[at].Fault;
        }
    }
}
