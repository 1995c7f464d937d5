using Ticketing.Money;
using Ticketing.Payments;

namespace Ticketing.Tests.Payments;

/// <summary>What the provider itself promises, whoever asks it.</summary>
public sealed class StripeProviderTests : IAsyncLifetime
{
    private FakeStripe? _stripe;
    private StripePaymentProvider? _provider;

    private FakeStripe Stripe => _stripe!;

    private StripePaymentProvider Provider => _provider!;

    public async Task InitializeAsync()
    {
        _stripe = await FakeStripe.StartAsync();
        _provider = new StripePaymentProvider(
            new StripeOptions { SecretKey = FakeStripe.SecretKey, PublishableKey = FakeStripe.PublishableKey, WebhookSecret = FakeStripe.WebhookSecret, ApiBase = Stripe.Url }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        Provider.Dispose();
        await Stripe.DisposeAsync();
    }

    [Fact]
    public async Task A_key_that_Stripe_never_heard_of_is_cancelled_and_an_authorization_after_that_is_refused()
    {
        Assert.Equal(IntentState.Canceled, (await Provider.VoidAsync(Known(null), default)).State);

        // Stripe says again how it was when it was made.
        var late = await AuthorizeAsync(null);
        Assert.Equal(IntentState.Unknown, late.State);
        Assert.Equal(IntentState.Canceled, (await AuthorizeAsync(late.Reference)).State);
        Assert.Equal("canceled", Assert.Single(Stripe.Books.Rows).Status);
    }

    [Fact]
    public async Task An_authorization_whose_first_answer_was_lost_is_the_same_payment()
    {
        var first = await AuthorizeAsync(null);
        Assert.Equal((IntentState.Unknown, first.Reference), ((await AuthorizeAsync(null)).State, (await AuthorizeAsync(null)).Reference));
        Assert.Equal(IntentState.RequiresCapture, (await AuthorizeAsync(first.Reference)).State);
        Assert.Equal(IntentState.RequiresCapture, (await AuthorizeAsync(first.Reference)).State);
        Assert.Single(Stripe.Books.Rows);
    }

    /// <summary>Stripe has forgotten the key: what was made first was never confirmed, and what was confirmed is known by its name.</summary>
    [Fact]
    public async Task Days_later_money_moves_at_one_payment_alone()
    {
        await AuthorizeAsync(null);
        Stripe.ForgetKeys();
        var made = (await AuthorizeAsync(null)).Reference;
        await AuthorizeAsync(made);
        Stripe.ForgetKeys();
        Assert.Equal(IntentState.RequiresCapture, (await AuthorizeAsync(made)).State);
        Assert.Equal(IntentState.RequiresCapture, (await Provider.QueryAsync(Known(made), default)).State);
        Assert.Equal(IntentState.Succeeded, (await Provider.CaptureAsync(Known(made), default)).State);
        Assert.Equal(["requires_payment_method", "succeeded"], Stripe.Books.Rows.Select(static row => row.Status));
    }

    [Fact]
    public async Task A_token_that_can_be_used_once_is_not_used_up_by_a_lost_answer()
    {
        var made = (await AuthorizeAsync(null)).Reference;
        Stripe.Fail("confirm", StripeFault.BreaksAfter);
        await Assert.ThrowsAsync<PaymentUnavailableException>(() => AuthorizeAsync(made, "ctoken_visa"));
        Assert.Equal(IntentState.RequiresCapture, (await AuthorizeAsync(made, "ctoken_visa")).State);
    }

    [Fact]
    public async Task It_pays_back_what_is_missing_to_a_total_and_says_what_was_paid_back()
    {
        var made = (await AuthorizeAsync(null)).Reference;
        await AuthorizeAsync(made);
        await Provider.CaptureAsync(Known(made), default);
        Assert.Equal(400, (await Provider.RefundAsync(Known(made), 400, default)).RefundedMinor);
        Assert.Equal(400, (await Provider.RefundAsync(Known(made), 400, default)).RefundedMinor);
        Assert.Equal(1_000, (await Provider.RefundAsync(Known(made), 5_000, default)).RefundedMinor);
        Assert.Equal((0, 2), (Stripe.Books.Paid.Kept, Stripe.Books.Paid.Refunds));
        Assert.Equal((IntentState.Succeeded, 1_000), (await Provider.VoidAsync(Known(made), default) is var late ? late.State : default, late.RefundedMinor));
    }

    [Theory]
    [InlineData(StripeFault.BreaksBefore, "Stripe can't be reached, or the connection broke.")]
    [InlineData(StripeFault.Locked, "Stripe answers 429 lock_timeout.")]
    [InlineData(StripeFault.InUse, "Stripe answers 409 idempotency_key_in_use.")]
    [InlineData(StripeFault.Garbage, "Stripe answers 200.")]
    public async Task What_leaves_it_unknown_is_said_as_that(object fault, string what)
    {
        var made = (await AuthorizeAsync(null)).Reference;
        Stripe.Fail("capture", (StripeFault)fault);
        Assert.StartsWith(what, (await Assert.ThrowsAsync<PaymentUnavailableException>(() => Provider.CaptureAsync(Known(made), default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_Stripe_does_not_take_leaves_it_unknown_and_the_setting_is_named()
    {
        using var other = new StripePaymentProvider(
            new StripeOptions { SecretKey = "sk_test_other0123456", PublishableKey = FakeStripe.PublishableKey, WebhookSecret = FakeStripe.WebhookSecret, ApiBase = Stripe.Url }, TimeProvider.System);
        var trouble = await Assert.ThrowsAsync<PaymentUnavailableException>(() => other.CaptureAsync(Known("pi_1"), default));
        Assert.Contains("Payments:Stripe:SecretKey", trouble.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk_test_other", trouble.Message, StringComparison.Ordinal);
    }

    private static KnownPayment Known(string? reference) => new("c242d34d804080008000000000000001-1", reference, 1_000, "EUR");

    [Theory]
    [InlineData("EUR", 1_234, 1_234L)]
    [InlineData("ISK", 5, 500L)]
    [InlineData("JPY", 500, 500L)]
    [InlineData("KWD", 5_120, 5_120L)]
    [InlineData("MGA", 500, 5L)]
    [InlineData("EUR", 10, null)]
    [InlineData("EUR", 100_000_000, null)]
    public void Its_form_counts_as_Stripe_does(string code, long minor, long? amount)
    {
        Assert.True(Currency.TryFind(code, out var currency));
        ResilientPaymentProvider provider = new(Provider, TimeProvider.System, isQuick: false);
        Assert.Equal(amount, provider.AmountInForm(minor, currency!));
    }

    [Fact]
    public void The_page_loads_the_release_of_Stripes_script_that_speaks_the_same_version_of_the_API() =>
        Assert.EndsWith("." + Ticketing.Web.Holds.StripeForm.Release, global::Stripe.StripeConfiguration.ApiVersion, StringComparison.Ordinal);

    private Task<PaymentIntent> AuthorizeAsync(string? reference, string token = "pm_card_visa") => Provider.AuthorizeAsync(
        new AuthorizePayment { Key = Known(null).Key, Token = token, AmountMinor = 1_000, Currency = "EUR", Reference = reference }, CancellationToken.None);
}
