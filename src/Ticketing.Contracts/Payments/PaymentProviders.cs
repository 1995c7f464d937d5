using Ticketing.Money;

namespace Ticketing.Payments;

/// <summary>The providers that this service knows. New payments go to the active one; old ones stay with theirs.</summary>
/// <param name="all">All of them.</param>
/// <param name="active">The name of the one that new payments go to. Null: payments are settled elsewhere.</param>
/// <param name="window">How long a payment may be under way, and its places stay held for it.</param>
/// <param name="seller">Whose account new payments go to.</param>
public sealed class PaymentProviders(IEnumerable<IPaymentProvider> all, string? active, TimeSpan window, SellerChoice seller = SellerChoice.Platform)
{
    /// <summary>What stands for a provider where payments are settled elsewhere.</summary>
    public const string External = "external";

    /// <summary>The name of the provider whose form the checkout page can show.</summary>
    public const string Stripe = "stripe";

    private readonly Dictionary<string, IPaymentProvider> _all = all.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    public IPaymentProvider? Active => active is null ? null : _all[active];

    public TimeSpan Window => window;

    /// <summary>The accounts to which new payments for organizations' events go. Null: all go to the platform's own.</summary>
    public IPaymentAccounts? Accounts => seller == SellerChoice.Organizations ? Active?.Accounts : null;

    /// <summary>Why a price can't be paid through the active provider: the rest of a sentence about it. What costs nothing reaches no provider.</summary>
    public string? WhyNotPrice(long minor, Currency currency) => minor == 0 ? null : Active?.WhyNotPrice(minor, currency);

    public IPaymentProvider? Find(string name) => _all.GetValueOrDefault(name);
}
