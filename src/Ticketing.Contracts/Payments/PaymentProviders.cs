namespace Ticketing.Payments;

/// <summary>The providers that this service knows. New payments go to the active one; old ones stay with theirs.</summary>
/// <param name="all">All of them.</param>
/// <param name="active">The name of the one that new payments go to. Null: payments are settled elsewhere.</param>
/// <param name="window">How long a payment may be under way, and its places stay held for it.</param>
public sealed class PaymentProviders(IEnumerable<IPaymentProvider> all, string? active, TimeSpan window)
{
    private readonly Dictionary<string, IPaymentProvider> _all = all.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    public IPaymentProvider? Active => active is null ? null : _all[active];

    public TimeSpan Window => window;

    public IPaymentProvider? Find(string name) => _all.GetValueOrDefault(name);
}
