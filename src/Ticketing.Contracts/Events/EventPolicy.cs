using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Events;

/// <summary>What an event decides for its holds. Null: the configured default at the time of the hold.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.event-policy")]
public sealed record EventPolicy
{
    /// <summary>How long a hold lasts.</summary>
    [Id(0)]
    public TimeSpan? HoldTtl { get; init; }

    /// <summary>Places in one hold.</summary>
    [Id(1)]
    public int? MaxQuantity { get; init; }

    /// <summary>Places of one customer over all holds and bookings of the event. Null: no limit.</summary>
    [Id(2)]
    public int? MaxPerCustomer { get; init; }

    /// <summary>How long before the start customers may still cancel a confirmed booking. Null: until it starts.</summary>
    [Id(3)]
    public TimeSpan? CancelBefore { get; init; }

    /// <summary>The share in percent that a customer who cancels is paid back. Null: all of it.</summary>
    [Id(4)]
    public int? RefundPercent { get; init; }
}
