using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Webhooks;

/// <summary>Tries, the youngest first, and below which number the next page goes on (null: there is none).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.delivery-page")]
public sealed record DeliveryPage(
    [property: Id(0)] ImmutableArray<Delivery> Items,
    [property: Id(1)] long? Next);
