using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Persistence;

namespace Ticketing.Inventory;

/// <summary>
/// All that a block must know of its event to decide by itself: kept durably by the block from its first claim on.
/// Later versions replace earlier ones, never the other way round.
/// </summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.block-terms")]
public sealed record BlockTerms
{
    /// <summary>The event's version that these terms come from.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public EventStatus Status { get; init; }

    [Id(2)]
    public SaleWindow SaleWindow { get; init; } = SaleWindow.Always;

    [Id(3)]
    public TimeSpan HoldTtl { get; init; }

    [Id(4)]
    public int MaxQuantity { get; init; }

    [Id(5)]
    public int? MaxPerCustomer { get; init; }

    [Id(6)]
    public string Currency { get; init; } = "";

    [Id(7)]
    public long PriceMinor { get; init; }

    [Id(8)]
    public string SectionId { get; init; } = "";

    [Id(9)]
    public SectionKind Kind { get; init; }

    /// <summary>Rows of a seated block. Empty for pools, and for the house block, whose seats are whatever is asked for.</summary>
    [Id(10)]
    public ImmutableArray<RowPlan> Rows { get; init; } = [];

    /// <summary>How many rows of the section lie before this block's first.</summary>
    [Id(11)]
    public int RowsBefore { get; init; }

    /// <summary>Places of a general block.</summary>
    [Id(12)]
    public int Capacity { get; init; }

    [Id(13)]
    public int PoolSize { get; init; }

    /// <summary>How long a claim outlives its hold's end, for a confirmation that was in time but arrives late.</summary>
    [Id(14)]
    public TimeSpan Grace { get; init; }

    /// <summary>The house event: any id is a seat, and the customer alone is the holder's proof.</summary>
    [Id(15)]
    public bool OpenSeating { get; init; }

    /// <summary>Somebody waits for places of this section: what is free needs the waitlist's authority, unless it was given back to the public.</summary>
    [Id(16)]
    public bool IsGated { get; init; }

    /// <summary>Counts how often a gate of the event was opened or closed.</summary>
    [Id(17)]
    public long GateVersion { get; init; }

    /// <summary>An event changes its facts and its gates one after the other, so of two terms one is newer in either or both.</summary>
    public bool IsNewerThan(BlockTerms known) => Version > known.Version || GateVersion > known.GateVersion;
}
