using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Payments;

namespace Ticketing.Tests.Payments;

/// <summary>What is missing or wrong is said at start, with the setting and what helps, and without a secret.</summary>
public sealed class StripeSettingsTests
{
    private static readonly Dictionary<string, string?> Right = new()
    {
        ["Payments:Stripe:SecretKey"] = "sk_live_0123456789",
        ["Payments:Stripe:PublishableKey"] = "pk_live_0123456789",
        ["Payments:Stripe:WebhookSecret"] = "whsec_0123456789",
    };

    [Fact]
    public void Stripe_is_given_by_three_keys()
    {
        var options = Read(("Payments:Stripe:SecretKey", "rk_live_0123456789\n"))!;
        Assert.Equal(("rk_live_0123456789", "pk_live_0123456789", "whsec_0123456789", "https://api.stripe.com/", false), (options.SecretKey, options.PublishableKey, options.WebhookSecret, options.ApiBase.AbsoluteUri, options.IsTest));
    }

    [Theory]
    [InlineData("Payments:Stripe:SecretKey", null, "Payments:Stripe:SecretKey is missing: set it to the secret key")]
    [InlineData("Payments:Stripe:SecretKey", "pk_live_0123456789", "Payments:Stripe:SecretKey must begin with sk_live_ or sk_test_ or rk_live_ or rk_test_")]
    [InlineData("Payments:Stripe:SecretKey", "sk_live_", "Payments:Stripe:SecretKey must begin with")]
    [InlineData("Payments:Stripe:SecretKey", "sk_live_0123 456789", "Payments:Stripe:SecretKey must begin with")]
    [InlineData("Payments:Stripe:PublishableKey", null, "Payments:Stripe:PublishableKey is missing")]
    [InlineData("Payments:Stripe:PublishableKey", "sk_live_0123456789", "Payments:Stripe:PublishableKey must begin with pk_live_ or pk_test_")]
    [InlineData("Payments:Stripe:PublishableKey", "pk_test_0123456789", "Payments:Stripe:SecretKey and Payments:Stripe:PublishableKey must be of the same mode")]
    [InlineData("Payments:Stripe:WebhookSecret", null, "Payments:Stripe:WebhookSecret is missing: set it to the signing secret of the webhook endpoint /api/v1/payments/webhooks/stripe")]
    [InlineData("Payments:Stripe:ApiBase", "http://stripe.example", "Payments:Stripe:ApiBase must be an address such as https://api.stripe.com")]
    [InlineData("Payments:Stripe:ApiBase", "https://stripe.example/v1", "Payments:Stripe:ApiBase must be an address such as https://api.stripe.com")]
    [InlineData("Payments:Stripe:ApiBase", "stripe", "Payments:Stripe:ApiBase must be an address such as https://api.stripe.com")]
    public void What_is_wrong_is_named(string name, string? value, string error)
    {
        var found = Assert.Single(Assert.Throws<SettingsException>(() => Read((name, value))).Errors);
        Assert.StartsWith(error, found, StringComparison.Ordinal);
        Assert.DoesNotContain("0123", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Payments:Stripe:ConnectWebhookSecret is missing: set it to the signing secret of another webhook endpoint with the same address, for events on connected accounts")]
    [InlineData("0123456789", "Payments:Stripe:ConnectWebhookSecret must begin with whsec_")]
    public void Where_organizations_sell_webhooks_of_their_accounts_are_needed(string? value, string error)
    {
        Dictionary<string, string?> settings = new(Right) { ["Payments:Stripe:ConnectWebhookSecret"] = value };
        var found = Assert.Single(Assert.Throws<SettingsException>(
            () => StripeSettings.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), PaymentChoice.Stripe, SellerChoice.Organizations)).Errors);
        Assert.StartsWith(error, found, StringComparison.Ordinal);
        Assert.DoesNotContain("0123", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("External", "https://tickets.example", "Payments:Seller=Organizations needs a provider at which organizations have accounts")]
    [InlineData("Stripe", null, "Payments:Seller=Organizations needs Pages:Url")]
    [InlineData("Stripe", "https://tickets.example", null)]
    [InlineData("Test", null, null)]
    public void Who_lets_organizations_sell_has_a_provider_with_accounts_and_pages_to_come_back_to(string provider, string? pages, string? error)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Payments:Provider"] = provider, ["Payments:Seller"] = "Organizations", ["Pages:Url"] = pages }).Build();
        if (error is null)
        {
            Assert.Equal(SellerChoice.Organizations, TicketingSettings.From(configuration).Seller);
        }
        else
        {
            Assert.StartsWith(error, Assert.Single(Assert.Throws<SettingsException>(() => TicketingSettings.From(configuration)).Errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Where_another_provider_is_chosen_nothing_is_needed() => Assert.Null(StripeSettings.From(new ConfigurationBuilder().Build(), PaymentChoice.External));

    [Fact]
    public void Where_another_provider_is_chosen_keys_that_are_there_bring_old_payments_to_their_end() => Assert.NotNull(
        StripeSettings.From(new ConfigurationBuilder().AddInMemoryCollection(Right).Build(), PaymentChoice.External));

    [Fact]
    public void Test_keys_are_known_as_such() => Assert.True(
        Read(("Payments:Stripe:SecretKey", "sk_test_0123456789"), ("Payments:Stripe:PublishableKey", "pk_test_0123456789"), ("Payments:Stripe:ApiBase", "http://127.0.0.1:9"))!.IsTest);

    private static StripeOptions? Read(params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> settings = new(Right);
        foreach (var (name, value) in others)
        {
            settings[name] = value;
        }

        return StripeSettings.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), PaymentChoice.Stripe);
    }
}
