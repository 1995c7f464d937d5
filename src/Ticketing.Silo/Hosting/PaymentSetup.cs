using Orleans;
using Ticketing.Configuration;
using Ticketing.Payments;

namespace Ticketing.Hosting;

/// <summary>The payment providers of this service.</summary>
internal static class PaymentSetup
{
    public static void AddPayments(this WebApplicationBuilder builder, TicketingSettings settings)
    {
        var services = builder.Services;
        if (settings.PaymentProvider == PaymentChoice.Test)
        {
            services.AddSingleton<IPaymentProvider>(found =>
            {
                var time = found.GetRequiredService<TimeProvider>();
                var signer = settings.WebhookSecret is { } secret ? new WebhookSigner(secret, time) : null;
                return new ResilientPaymentProvider(new TestPaymentProvider(found.GetRequiredService<IGrainFactory>, signer), time);
            });
        }

        if (StripeSettings.From(builder.Configuration, settings.PaymentProvider, settings.Seller) is { } stripe)
        {
            // It asks a bank, which takes a second or two, so there is one try; the payment makes the next one.
            services.AddSingleton(found => new StripePaymentProvider(stripe, found.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IPaymentProvider>(found =>
                new ResilientPaymentProvider(found.GetRequiredService<StripePaymentProvider>(), found.GetRequiredService<TimeProvider>(), isQuick: false));
            if (stripe.IsTest && builder.Environment.IsProduction())
            {
                services.AddSingleton<IStartCondition, TestKeysAtStart>();
            }
        }

        services.AddSingleton(found => new PaymentProviders(
            found.GetServices<IPaymentProvider>(),
            settings.PaymentProvider switch
            {
                PaymentChoice.Test => TestPaymentProvider.ProviderName,
                PaymentChoice.Stripe => StripePaymentProvider.ProviderName,
                _ => null,
            },
            settings.PaymentWindow,
            settings.Seller));
    }
}

/// <summary>Says, once, that nobody's money moves.</summary>
internal sealed partial class TestKeysAtStart(ILogger<TestKeysAtStart> log) : IStartCondition
{
    public Task RequireAsync()
    {
        LogTestKeys();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Payments:Stripe has test keys in Production: bookings are confirmed and no money moves. Set the live keys before anybody buys.")]
    private partial void LogTestKeys();
}
