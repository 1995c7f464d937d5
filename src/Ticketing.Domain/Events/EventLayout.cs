using System.Collections.Immutable;
using Orleans;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>
/// How an event's sections are cut into blocks, which are what spreads over silos. Blocks are numbered over the whole
/// event in the order of its sections. Nothing is written down per block or per place of a general section, so that a
/// hundred million places cost as little as a hundred.
/// </summary>
public static class EventLayout
{
    /// <summary>Cuts sections that obey <see cref="SectionRules"/>.</summary>
    public static ImmutableArray<SectionPlan> Cut(ImmutableArray<SectionSpec> sections, int poolSize)
    {
        var plans = ImmutableArray.CreateBuilder<SectionPlan>(sections.Length);
        var nextBlock = 0;
        foreach (var section in sections)
        {
            var seated = section.Kind == SectionKind.Seated;
            var blockRows = seated ? BlockRowsOf(section.Rows) : [];
            var plan = new SectionPlan
            {
                SectionId = section.SectionId,
                Name = string.IsNullOrWhiteSpace(section.Name) ? section.SectionId : section.Name,
                Kind = section.Kind,
                Rows = seated ? section.Rows : [],
                Capacity = (int)CapacityOf(section),
                PriceMinor = SectionRules.PriceOf(section.PriceMinor, section.Types),
                Types = section.Types.IsDefault ? [] : section.Types,
                FirstBlock = nextBlock,
                BlockCount = seated ? blockRows.Length : (int)BlocksOf(section, poolSize),
                BlockRows = blockRows,
                PoolSize = seated ? 0 : poolSize,
            };
            plans.Add(plan);
            nextBlock += plan.BlockCount;
        }

        return plans.MoveToImmutable();
    }

    /// <summary>The section that the block belongs to; null when the event has no such block.</summary>
    public static SectionPlan? SectionOf(ImmutableArray<SectionPlan> sections, int block)
    {
        var low = 0;
        var high = sections.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var section = sections[middle];
            if (block < section.FirstBlock)
            {
                high = middle - 1;
            }
            else if (block - section.FirstBlock >= section.BlockCount)
            {
                low = middle + 1;
            }
            else
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>How many places a block of the section has.</summary>
    public static int CapacityOf(SectionPlan section, int block)
    {
        if (section.Kind == SectionKind.General)
        {
            var blockSize = (long)section.PoolSize * EventLimits.PoolsInBlock;
            return (int)Math.Min(blockSize, section.Capacity - ((block - section.FirstBlock) * blockSize));
        }

        var seats = 0;
        foreach (var row in SeatNames.RowsOf(section, block))
        {
            seats += row.Seats;
        }

        return seats;
    }

    /// <summary>The sections with what their places cost now.</summary>
    public static ImmutableArray<SectionPlan> Priced(EventState state, LayoutState layout) =>
        state.Prices.IsDefaultOrEmpty ? layout.Sections : [.. layout.Sections.Select(plan => Priced(plan, state))];

    private static SectionPlan Priced(SectionPlan plan, EventState state) =>
        state.Prices.IsDefaultOrEmpty || state.Prices.FirstOrDefault(prices => prices.SectionId == plan.SectionId) is not { } now
            ? plan
            : plan with { PriceMinor = now.PriceMinor, Types = now.Types };

    /// <summary>What the block must know of its event to decide by itself; null when the event has no such block.</summary>
    public static BlockTerms? TermsOf(EventState state, LayoutState layout, int block, EventDefaults defaults)
    {
        if (SectionOf(layout.Sections, block) is not { } plan)
        {
            return null;
        }

        var section = Priced(plan, state);

        var seated = section.Kind == SectionKind.Seated;
        return new BlockTerms
        {
            Version = state.Version,
            Status = state.Status,
            SaleWindow = state.SaleWindow,
            OverAt = EventEnd.Of(state.StartsAt, state.EndsAt),
            HoldTtl = state.Policy.HoldTtl ?? defaults.HoldTtl,
            MaxQuantity = state.Policy.MaxQuantity ?? defaults.MaxQuantity,
            MaxPerCustomer = state.Policy.MaxPerCustomer,
            Currency = state.Currency,
            PriceMinor = section.PriceMinor,
            SectionId = section.SectionId,
            Kind = section.Kind,
            Rows = seated ? [.. SeatNames.RowsOf(section, block)] : [],
            RowsBefore = seated ? section.BlockRows[block - section.FirstBlock] : 0,
            Capacity = CapacityOf(section, block),
            PoolSize = section.PoolSize,
            Grace = defaults.Grace,
            IsGated = state.Gated.Contains(section.SectionId),
            GateVersion = state.GateVersion,
        };
    }

    /// <summary>The terms of every block of the house event, whose seats are whatever is asked for.</summary>
    public static BlockTerms HouseTerms(EventDefaults defaults) => new()
    {
        Version = 1,
        Status = EventStatus.OnSale,
        HoldTtl = defaults.HouseHoldTtl,
        MaxQuantity = 1,
        Currency = "USD",
        SectionId = "house",
        Kind = SectionKind.Seated,
        Grace = defaults.Grace,
        OpenSeating = true,
    };

    internal static long CapacityOf(SectionSpec section)
    {
        if (section.Kind == SectionKind.General)
        {
            return section.Capacity;
        }

        long seats = 0;
        foreach (var row in section.Rows)
        {
            seats += row.Seats;
        }

        return seats;
    }

    internal static long BlocksOf(SectionSpec section, int poolSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(poolSize);
        if (section.Kind == SectionKind.Seated)
        {
            return BlockRowsOf(section.Rows).Length;
        }

        var blockSize = (long)poolSize * EventLimits.PoolsInBlock;
        return (section.Capacity + blockSize - 1) / blockSize;
    }

    // The first row of each block: rows from the front as long as they fit.
    private static ImmutableArray<int> BlockRowsOf(ImmutableArray<RowPlan> rows)
    {
        var firstRows = ImmutableArray.CreateBuilder<int>();
        var seats = EventLimits.SeatsInBlock;
        for (var row = 0; row < rows.Length; row++)
        {
            if (seats + rows[row].Seats > EventLimits.SeatsInBlock)
            {
                firstRows.Add(row);
                seats = 0;
            }

            seats += rows[row].Seats;
        }

        return firstRows.ToImmutable();
    }
}

/// <summary>An event's sections. Written once, before the event is, and never again: a change of its facts costs no write of thousands of rows.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.layout-state")]
public sealed record LayoutState
{
    [Id(0)]
    public ImmutableArray<SectionPlan> Sections { get; init; } = [];
}
