using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Inventory;

/// <summary>What a block, or several, hold now and what ever happened in them.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.block-counts")]
public readonly record struct BlockCounts
{
    /// <summary>Places held now; a lapsed hold no longer counts.</summary>
    [Id(0)]
    public int Held { get; init; }

    [Id(1)]
    public int Sold { get; init; }

    /// <summary>Places ever held.</summary>
    [Id(2)]
    public long Placed { get; init; }

    /// <summary>Places whose hold lapsed.</summary>
    [Id(3)]
    public long Expired { get; init; }

    /// <summary>Places whose hold was released before its end.</summary>
    [Id(4)]
    public long Released { get; init; }

    /// <summary>Places ever confirmed.</summary>
    [Id(5)]
    public long Confirmed { get; init; }

    /// <summary>Price of what is sold, in minor units.</summary>
    [Id(6)]
    public long RevenueMinor { get; init; }

    /// <summary>
    /// The revisions of the units, added up: grows with every change of any of them, so equal revisions mean equal counts.
    /// Blocks fill it in from what their units say.
    /// </summary>
    [Id(7), NotPersisted]
    public long Revision { get; init; }

    public static BlockCounts operator +(BlockCounts a, BlockCounts b) => new()
    {
        Held = a.Held + b.Held,
        Sold = a.Sold + b.Sold,
        Placed = a.Placed + b.Placed,
        Expired = a.Expired + b.Expired,
        Released = a.Released + b.Released,
        Confirmed = a.Confirmed + b.Confirmed,
        RevenueMinor = a.RevenueMinor + b.RevenueMinor,
        Revision = a.Revision + b.Revision,
    };

    public static BlockCounts operator -(BlockCounts a, BlockCounts b) => new()
    {
        Held = a.Held - b.Held,
        Sold = a.Sold - b.Sold,
        Placed = a.Placed - b.Placed,
        Expired = a.Expired - b.Expired,
        Released = a.Released - b.Released,
        Confirmed = a.Confirmed - b.Confirmed,
        RevenueMinor = a.RevenueMinor - b.RevenueMinor,
        Revision = a.Revision - b.Revision,
    };

    public static BlockCounts Add(BlockCounts left, BlockCounts right) => left + right;

    public static BlockCounts Subtract(BlockCounts left, BlockCounts right) => left - right;
}
