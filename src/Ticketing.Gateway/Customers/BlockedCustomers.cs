using System.Collections.Frozen;
using Orleans;
using Ticketing.Security;

namespace Ticketing.Customers;

/// <summary>Who is blocked, as of at most a second ago; asking costs a look-up.</summary>
public sealed class BlockedCustomers(IGrainFactory grains, TimeProvider time)
{
    private readonly RecentCopy<FrozenSet<string>> _known = new(async _ =>
        (await grains.GetGrain<IBlockListGrain>(IBlockListGrain.All).List()).Select(static blocked => blocked.Customer).ToFrozenSet(StringComparer.Ordinal), time);

    public ValueTask<bool> ContainsAsync(string customer) => _known.TryGet(out var known)
        ? ValueTask.FromResult(known.Contains(customer))
        : new ValueTask<bool>(WaitAsync(customer));

    /// <summary>What is known here is to be read anew, since it was changed from here.</summary>
    public void Forget() => _known.Forget();

    private async Task<bool> WaitAsync(string customer) => (await _known.GetAsync()).Contains(customer);
}
