using System.Collections.Immutable;
using Orleans;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>
/// How an event's sections are cut into blocks, which are what spreads over silos. Blocks are numbered over the whole
/// event in the order of its sections, and what is added later is numbered after all that is there. Nothing is written down per block or per place of a general section, so that a
/// hundred million places cost as little as a hundred.
/// </summary>
public static class EventLayout
{
    /// <summary>Cuts sections that obey <see cref="SectionRules"/>.</summary>
    /// <param name="sections">The sections in their order.</param>
    /// <param name="poolSize">Places of one pool of a general section.</param>
    /// <param name="firstBlock">The number of the first block.</param>
    public static ImmutableArray<SectionPlan> Cut(ImmutableArray<SectionSpec> sections, int poolSize, int firstBlock = 0)
    {
        var plans = ImmutableArray.CreateBuilder<SectionPlan>(sections.Length);
        var nextBlock = firstBlock;
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
    public static SectionPlan? SectionOf(ImmutableArray<SectionPlan> sections, int block) =>
        IndexOf(sections, block) is >= 0 and var index ? sections[index] : null;

    /// <summary>The number of the section that the block belongs to; -1 when the event has no such block.</summary>
    public static int IndexOf(ImmutableArray<SectionPlan> sections, int block)
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
                return middle;
            }
        }

        for (var i = 0; i < sections.Length; i++)
        {
            if (sections[i].IndexOf(block) >= 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>How many places a block of the section has.</summary>
    public static int CapacityOf(SectionPlan section, int block)
    {
        if (section.Kind == SectionKind.General)
        {
            var blockSize = (long)section.PoolSize * EventLimits.PoolsInBlock;
            return (int)Math.Min(blockSize, section.Capacity - (section.IndexOf(block) * blockSize));
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
        state.Prices.IsDefaultOrEmpty ? layout.Of(state) : [.. layout.Of(state).Select(plan => Priced(plan, state))];

    private static SectionPlan Priced(SectionPlan plan, EventState state) =>
        state.Prices.IsDefaultOrEmpty || state.Prices.FirstOrDefault(prices => prices.SectionId == plan.SectionId) is not { } now
            ? plan
            : plan with { PriceMinor = now.PriceMinor, Types = now.Types };

    /// <summary>What the block must know of its event to decide by itself; null when the event has no such block.</summary>
    public static BlockTerms? TermsOf(EventState state, LayoutState layout, int block, EventDefaults defaults)
    {
        if (SectionOf(layout.Of(state), block) is not { } plan)
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
            RowsBefore = seated ? section.BlockRows[section.IndexOf(block)] : 0,
            Capacity = CapacityOf(section, block),
            PoolSize = section.PoolSize,
            Grace = defaults.Grace,
            IsGated = state.Gated.Contains(section.SectionId),
            GateVersion = state.GateVersion,
        };
    }

    /// <summary>The section with so many places more: the last block is filled, then others are numbered after all of the event.</summary>
    public static SectionPlan WithPlaces(ImmutableArray<SectionPlan> sections, SectionPlan plan, int more)
    {
        var blockSize = (long)plan.PoolSize * EventLimits.PoolsInBlock;
        var needed = (int)(((long)plan.Capacity + more + blockSize - 1) / blockSize);
        return WithBlocks(sections, plan, needed - plan.AllBlocks) with { Capacity = plan.Capacity + more };
    }

    /// <summary>The section with these rows, or parts of rows, after those that it has. Where they fit, the last block gets them.</summary>
    public static SectionPlan WithRows(ImmutableArray<SectionPlan> sections, SectionPlan plan, ImmutableArray<RowPlan> parts)
    {
        var rows = plan.Rows.AddRange(parts);
        var starts = plan.BlockRows.ToBuilder();
        var seats = CapacityOf(plan, plan.BlockAt(plan.AllBlocks - 1));
        for (var row = plan.Rows.Length; row < rows.Length; row++)
        {
            if (seats + rows[row].Seats > EventLimits.SeatsInBlock)
            {
                starts.Add(row);
                seats = 0;
            }

            seats += rows[row].Seats;
        }

        return WithBlocks(sections, plan, starts.Count - plan.BlockRows.Length) with
        {
            Rows = rows,
            BlockRows = starts.ToImmutable(),
            Capacity = plan.Capacity + parts.Sum(static part => part.Seats),
        };
    }

    /// <summary>How many blocks the event has, and the number of the next.</summary>
    public static int BlocksOf(ImmutableArray<SectionPlan> sections) => sections.Sum(static section => section.AllBlocks);

    private static SectionPlan WithBlocks(ImmutableArray<SectionPlan> sections, SectionPlan plan, int more)
    {
        if (more <= 0)
        {
            return plan;
        }

        var next = BlocksOf(sections);
        return plan.BlockAt(plan.AllBlocks - 1) != next - 1 ? plan with { LaterBlocks = plan.LaterBlocks.Add(new BlockSpan(next, more)) }
            : plan.LaterBlocks.IsDefaultOrEmpty ? plan with { BlockCount = plan.BlockCount + more }
            : plan with { LaterBlocks = plan.LaterBlocks.SetItem(plan.LaterBlocks.Length - 1, plan.LaterBlocks[^1] with { Count = plan.LaterBlocks[^1].Count + more }) };
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

/// <summary>
/// An event's sections. Written before the event that has them, and not with each change of its facts: that costs no write of thousands of
/// rows. What is to come becomes the event's with the event's own write.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.layout-state")]
public sealed record LayoutState
{
    [Id(0)]
    public ImmutableArray<SectionPlan> Sections { get; init; } = [];

    /// <summary>The sections from <see cref="NextVersion"/> of the event on.</summary>
    [Id(78)]
    public ImmutableArray<SectionPlan> Next { get; init; } = [];

    /// <summary>0: none are to come.</summary>
    [Id(79)]
    public long NextVersion { get; init; }

    /// <summary>The sections that the event has. What was written for a version that the event never had, it has not.</summary>
    public ImmutableArray<SectionPlan> Of(EventState state) => NextVersion != 0 && state.Capacity?.Version == NextVersion ? Next : Sections;
}
