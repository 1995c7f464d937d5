using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Webhooks;

/// <summary>The last tries of a subscription, in order.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.delivery-log-state")]
public sealed class DeliveryLogState
{
    /// <summary>How many tries are kept.</summary>
    public const int Kept = 200;

    /// <summary>How many there were.</summary>
    [Id(0)]
    public long Count { get; set; }

    [Id(1)]
    public List<Delivery> Deliveries { get; set; } = [];

    public void Add(Delivery delivery)
    {
        Deliveries.Add(delivery with { Number = ++Count });
        if (Deliveries.Count > Kept)
        {
            Deliveries.RemoveAt(0);
        }
    }
}
