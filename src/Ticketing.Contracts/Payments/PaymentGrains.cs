using Orleans.Concurrency;
using Orleans;

namespace Ticketing.Payments;

/// <summary>
/// The money of one booking: every attempt to pay it, and what is paid back. It asks the provider, sells the places when
/// the money is reserved, takes the money when they are sold, and gives it back when they are not to be had. Keyed as its
/// booking.
/// </summary>
[Alias("ticketing.payment")]
public interface IPaymentGrain : IGrainWithStringKey
{
    /// <summary>Begins an attempt, and goes on with it as far as the provider answers at once.</summary>
    [Alias("pay")]
    Task<PaymentAnswer> Pay(PayBooking command);

    /// <summary>Begins an exchange of the booking's places, and goes on with it as far as the provider answers at once. Again for the same hold: the same exchange.</summary>
    [Alias("exchange")]
    Task<PaymentAnswer> Exchange(ExchangeBooking command);

    /// <summary>Null: nobody has tried to pay.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<PaymentView?> Get();

    /// <summary>The provider has news of an attempt. It is asked soon, since what a message says may be old.</summary>
    [Alias("look"), AlwaysInterleave]
    Task Look(int attempt);

    /// <summary>The provider has news of what came after an attempt, such as a dispute. It is asked now, and what it says is kept.</summary>
    [Alias("review")]
    Task Review(int attempt);

    /// <summary>So much is to be paid back in all. One-way, since the booking that asks is told.</summary>
    [Alias("pay-back"), OneWay]
    Task PayBack(long totalMinor);
}

/// <summary>A payment at the built-in test provider, which moves no money. Keyed by <see cref="TestAccounts.Intent"/>.</summary>
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
