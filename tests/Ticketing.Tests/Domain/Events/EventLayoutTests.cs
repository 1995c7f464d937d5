using System.Collections.Immutable;
using Ticketing.Events;

namespace Ticketing.Tests.Domain.Events;

public sealed class EventLayoutTests
{
    [Fact]
    public void Seated_section_is_cut_at_whole_rows_and_blocks_are_numbered_over_the_event()
    {
        var plans = EventLayout.Cut([Samples.Stalls, Samples.Floor, Samples.Seated("circle", 3, 512)], 256);

        Assert.Equal([0, 2, 3], plans[0].BlockRows.AsEnumerable());
        Assert.Equal((0, 3, 2_049, 0), (plans[0].FirstBlock, plans[0].BlockCount, plans[0].Capacity, plans[0].PoolSize));
        Assert.Equal((3, 3, 10_000, 256), (plans[1].FirstBlock, plans[1].BlockCount, plans[1].Capacity, plans[1].PoolSize));
        Assert.Equal((6, 2), (plans[2].FirstBlock, plans[2].BlockCount));
        Assert.Equal([0, 2], plans[2].BlockRows.AsEnumerable());
    }

    [Fact]
    public void Section_without_a_name_is_called_by_its_id() =>
        Assert.Equal("circle", EventLayout.Cut([Samples.Seated("circle", 1, 1)], 256)[0].Name);

    [Fact]
    public void Hundred_million_places_are_cut_without_a_note_per_block()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var plan = EventLayout.Cut([Samples.General("field", 100_000_000)], 256)[0];

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_096);
        Assert.Equal(24_415, plan.BlockCount);
        Assert.Equal(4_096, EventLayout.CapacityOf(plan, 24_413));
        Assert.Equal(100_000_000 - (24_414 * 4_096), EventLayout.CapacityOf(plan, 24_414));
    }

    [Fact]
    public void Every_place_is_in_exactly_one_block_and_no_block_is_too_large()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var sections = Samples.RandomSections(random);
            var poolSize = random.Next(1, 600);
            var plans = EventLayout.Cut(sections, poolSize);
            var block = 0;
            foreach (var plan in plans)
            {
                Assert.Equal(block, plan.FirstBlock);
                var capacities = Enumerable.Range(block, plan.BlockCount).Select(b => EventLayout.CapacityOf(plan, b)).ToArray();
                var most = plan.Kind == SectionKind.Seated ? EventLimits.SeatsInBlock : poolSize * EventLimits.PoolsInBlock;
                Assert.All(capacities, capacity => Assert.InRange(capacity, 1, most));
                Assert.Equal(plan.Capacity, capacities.Sum());
                block += plan.BlockCount;
            }

            Assert.All(Enumerable.Range(0, block), b => Assert.InRange(
                b - EventLayout.SectionOf(plans, b)!.FirstBlock, 0, EventLayout.SectionOf(plans, b)!.BlockCount - 1));
            Assert.Null(EventLayout.SectionOf(plans, block));
            Assert.Null(EventLayout.SectionOf(plans, -1));
        }
    }

    [Fact]
    public void Rows_of_all_blocks_are_the_rows_of_the_section()
    {
        var plan = EventLayout.Cut([Samples.Stalls], 256)[0];
        var rows = Enumerable.Range(0, plan.BlockCount).SelectMany(block => SeatNames.RowsOf(plan, block).ToArray());

        Assert.Equal(Samples.Stalls.Rows.AsEnumerable(), rows);
    }

    [Fact]
    public void Terms_of_a_seated_block_have_its_rows_and_the_policy_over_the_defaults()
    {
        var window = new SaleWindow(Samples.Now, Samples.Now.AddDays(1));
        var (state, layout) = Samples.Created(Samples.Concert with
        {
            Policy = new EventPolicy { MaxQuantity = 6, MaxPerCustomer = 8 },
            SaleWindow = window,
        });
        var terms = EventLayout.TermsOf(state, layout, 1, Samples.Defaults)!;

        Assert.Equal([new RowPlan("C", 25)], terms.Rows.AsEnumerable());
        Assert.Equal((2, 25, 0), (terms.RowsBefore, terms.Capacity, terms.PoolSize));
        Assert.Equal((1L, EventStatus.OnSale, window), (terms.Version, terms.Status, terms.SaleWindow));
        Assert.Equal((TimeSpan.FromMinutes(2), 6, 8), (terms.HoldTtl, terms.MaxQuantity, terms.MaxPerCustomer));
        Assert.Equal(("EUR", 4_550L, "stalls", SectionKind.Seated), (terms.Currency, terms.PriceMinor, terms.SectionId, terms.Kind));
        Assert.Equal((TimeSpan.FromSeconds(2), false), (terms.Grace, terms.OpenSeating));
    }

    [Fact]
    public void Terms_of_a_general_block_have_its_places_and_the_pool_size()
    {
        var (state, layout) = Samples.Created(Samples.Concert);
        var terms = EventLayout.TermsOf(state, layout, 5, Samples.Defaults)!;

        Assert.Equal(("floor", SectionKind.General, 10_000 - 8_192, 256), (terms.SectionId, terms.Kind, terms.Capacity, terms.PoolSize));
        Assert.Equal((0, 0), (terms.Rows.Length, terms.RowsBefore));
        Assert.Null(EventLayout.TermsOf(state, layout, 6, Samples.Defaults));
    }
}
