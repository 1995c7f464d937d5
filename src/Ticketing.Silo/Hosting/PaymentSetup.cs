using Orleans;
using Ticketing.Configuration;
using Ticketing.Payments;

namespace Ticketing.Hosting;

/// <summary>The payment providers of this service.</summary>
internal static class PaymentSetup
{
    public static void AddPayments(this IServiceCollection services, TicketingSettings settings)
    {
        if (settings.PaymentProvider == PaymentChoice.Test)
        {
            services.AddSingleton<IPaymentProvider>(found =>
            {
                var time = found.GetRequiredService<TimeProvider>();
                var signer = settings.WebhookSecret is { } secret ? new WebhookSigner(secret, time) : null;
                return new ResilientPaymentProvider(new TestPaymentProvider(found.GetRequiredService<IGrainFactory>, signer), time);
            });
        }

        services.AddSingleton(found => new PaymentProviders(
            found.GetServices<IPaymentProvider>(),
            settings.PaymentProvider == PaymentChoice.External ? null : TestPaymentProvider.ProviderName,
            settings.PaymentWindow));
    }
}
