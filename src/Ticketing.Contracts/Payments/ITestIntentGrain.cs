using Orleans;

namespace Ticketing.Payments;

/// <summary>A payment at the built-in test provider, which moves no money. Keyed by the attempt's key.</summary>
[Alias("ticketing.test-intent")]
public interface ITestIntentGrain : IGrainWithStringKey
{
    [Alias("authorize")]
    Task<TestAnswer> Authorize(AuthorizePayment command);

    [Alias("capture")]
    Task<TestAnswer> Capture();

    [Alias("void")]
    Task<TestAnswer> Void();

    [Alias("refund")]
    Task<TestAnswer> Refund(long totalMinor);

    [Alias("query")]
    Task<TestAnswer> Query();

    /// <summary>The customer does what is required of them, or declines to. False: nothing is.</summary>
    [Alias("act")]
    Task<bool> Act(bool agrees);
}
