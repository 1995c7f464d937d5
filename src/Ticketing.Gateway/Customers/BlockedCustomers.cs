using System.Collections.Frozen;
using Orleans;

namespace Ticketing.Customers;

/// <summary>Who is blocked, as of at most a second ago; asking costs a look-up.</summary>
public sealed class BlockedCustomers(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private volatile Known? _known;

    public ValueTask<bool> ContainsAsync(string customer) => _known is { } known && time.GetElapsedTime(known.ReadAt) < FreshFor
        ? ValueTask.FromResult(known.Customers.Contains(customer))
        : new ValueTask<bool>(ReadAsync(customer));

    /// <summary>What is known here is to be read anew, since it was changed from here.</summary>
    public void Forget() => _known = null;

    private async Task<bool> ReadAsync(string customer)
    {
        var readAt = time.GetTimestamp();
        var list = await grains.GetGrain<IBlockListGrain>(IBlockListGrain.All).List();
        var customers = list.Select(blocked => blocked.Customer).ToFrozenSet(StringComparer.Ordinal);
        _known = new Known(customers, readAt);
        return customers.Contains(customer);
    }

    private sealed record Known(FrozenSet<string> Customers, long ReadAt);
}
