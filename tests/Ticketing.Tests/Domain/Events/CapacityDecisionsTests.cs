using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Withholdings;

namespace Ticketing.Tests.Domain.Events;

public sealed class CapacityDecisionsTests
{
    [Fact]
    public void Whatever_is_added_in_whatever_order_keeps_the_name_and_the_block_of_every_seat()
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var (state, layout) = Samples.Created(Samples.Concert with { Sections = Samples.RandomSections(random) });
            for (var step = 0; step < 12; step++)
            {
                var before = layout.Of(state);
                var grown = CapacityDecisions.Decide(state, layout, RandomChange(random, before, step) with { ExpectedVersion = state.Version }, Samples.Defaults);
                Assert.Null(grown.Refusal);
                if (grown.Grown is not { } sections)
                {
                    continue;
                }

                layout = CapacityDecisions.Prepare(state, layout, sections);
                Assert.Equal(before, layout.Of(state));
                state = CapacityDecisions.Adopt(state, layout, Samples.Now);
                Assert.Equal(sections, layout.Of(state));
                AssertWhole(sections);
                AssertKept(before, sections, random.Next(1, 40));
            }
        }
    }

    [Fact]
    public void A_layout_that_the_event_never_took_is_nobodys_and_is_written_over()
    {
        var (state, layout) = Samples.Created(Samples.Concert);
        var lost = CapacityDecisions.Prepare(state, layout, Grown(state, layout, new ChangeCapacity { SectionId = "floor", Capacity = 20_000 }));

        // The event went on without it, and takes the version that the layout was for.
        var other = state with { Version = state.Version + 1 };
        Assert.Equal(10_000, lost.Of(other)[1].Capacity);
        var next = CapacityDecisions.Prepare(other, lost, Grown(other, lost, new ChangeCapacity { SectionId = "floor", Capacity = 10_001 }));
        var adopted = CapacityDecisions.Adopt(other, next, Samples.Now);
        Assert.Equal((10_001, 3L, 12_049L, 12_050L), (next.Of(adopted)[1].Capacity, adopted.Capacity!.Version, adopted.Capacity.First, adopted.Capacity.Places));
    }

    [Fact]
    public void Fewer_places_are_a_removal_and_more_than_before_come_beside_what_went()
    {
        var (state, layout) = Samples.Created(Samples.Concert);
        var fewer = CapacityDecisions.Decide(state, layout, new ChangeCapacity { SectionId = "floor", Capacity = 9_990, ExpectedVersion = 1 }, Samples.Defaults);
        Assert.Equal(("floor", 10), (fewer.Removes!.SectionId, fewer.Removes.Places));
        var less = CapacityDecisions.Without(layout.Of(state), new WithholdingView { SectionId = "floor", Quantity = 10 });
        Assert.Equal((9_990, 10_000), (less[1].Places, less[1].Capacity));
        layout = CapacityDecisions.Prepare(state, layout, less);
        state = CapacityDecisions.Adopt(state, layout, Samples.Now);
        Assert.Equal((12_039L, 12_049L), (state.Capacity!.Places, EventDecisions.View(state, layout, Samples.Defaults).DoorPlaces));
        var more = Grown(state, layout, new ChangeCapacity { SectionId = "floor", Capacity = 10_000 });
        Assert.Equal((10_000, 10_010), (more[1].Places, more[1].Capacity));
    }

    [Fact]
    public void A_section_that_is_new_or_larger_begins_behind_a_gate_while_one_is_closed()
    {
        var (state, layout) = Samples.Created(Samples.Concert);
        Assert.Empty(Added(state, layout).Gated);
        var gated = state with { Gated = ["floor"], GateVersion = 4 };
        Assert.Equal(("balcony floor", 5L), (string.Join(' ', Added(gated, layout).Gated), Added(gated, layout).GateVersion));
        layout = CapacityDecisions.Prepare(gated, layout, Grown(gated, layout, new ChangeCapacity { SectionId = "floor", Capacity = 10_001 }));
        var larger = CapacityDecisions.Adopt(gated, layout, Samples.Now);
        Assert.Equal(("floor", 4L), (string.Join(' ', larger.Gated), larger.GateVersion));
        var other = CapacityDecisions.Adopt(gated with { Gated = ["stalls"] }, layout, Samples.Now);
        Assert.Equal(("floor stalls", 5L), (string.Join(' ', other.Gated), other.GateVersion));

        static EventState Added(EventState state, LayoutState layout) => CapacityDecisions.Adopt(
            state, CapacityDecisions.Prepare(state, layout, Grown(state, layout, new ChangeCapacity { NewSection = Samples.General("balcony", 3) })), Samples.Now);
    }

    [Theory]
    [InlineData("floor", EventLimits.Places, "capacity")]
    [InlineData("floor", 0, "capacity")]
    [InlineData("stalls", 5, "capacity")]
    public void What_no_event_can_have_is_refused_by_its_member(string section, int capacity, string field)
    {
        var (state, layout) = Samples.Created(Samples.Concert);
        var refusal = CapacityDecisions.Decide(state, layout, new ChangeCapacity { SectionId = section, Capacity = capacity, ExpectedVersion = 1 }, Samples.Defaults).Refusal!;
        Assert.Equal((RefusalCode.InvalidField, field), (refusal.Code, refusal.Field));
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "ticket_types[0].quota")]
    [InlineData(null, "ticket_types[0].quota")]
    public void A_new_section_has_the_quotas_that_the_event_has(int? quota, string? wrong)
    {
        static TicketType Child(int? quota) => new() { TypeId = "child", Name = "Child", Quota = quota };
        var (state, layout) = Samples.Created(Samples.Concert with { Sections = [Samples.General("floor", 10) with { Types = [Child(5)] }] });
        var change = new ChangeCapacity { NewSection = Samples.General("balcony", 3) with { Types = [Child(quota)] }, ExpectedVersion = 1 };
        Assert.Equal(wrong, CapacityDecisions.Decide(state, layout, change, Samples.Defaults).Refusal?.Field);
    }

    private static ImmutableArray<SectionPlan> Grown(EventState state, LayoutState layout, ChangeCapacity change) =>
        CapacityDecisions.Decide(state, layout, change with { ExpectedVersion = state.Version }, Samples.Defaults).Grown!.Value;

    private static ChangeCapacity RandomChange(Random random, ImmutableArray<SectionPlan> sections, int step)
    {
        var plan = sections[random.Next(sections.Length)];
        return random.Next(5) == 0 ? new ChangeCapacity { NewSection = Samples.RandomSection(random, 100 + step) }
            : plan.Kind == SectionKind.General ? new ChangeCapacity { SectionId = plan.SectionId, Capacity = plan.Places + random.Next(1, 9_000) }
            : new ChangeCapacity { SectionId = plan.SectionId, Rows = [new RowPlan($"N{step}", random.Next(1, 900)), Longer(plan, random)] };
    }

    private static RowPlan Longer(SectionPlan plan, Random random)
    {
        var rows = plan.WholeRows.ToArray();
        var row = rows[random.Next(rows.Length)];
        return row with { Seats = Math.Min(row.Seats + random.Next(0, 40), EventLimits.SeatsInRow) };
    }

    private static void AssertWhole(ImmutableArray<SectionPlan> sections)
    {
        var blocks = sections.SelectMany(static plan => plan.Blocks).ToArray();
        Assert.Equal(Enumerable.Range(0, blocks.Length), blocks.Order());
        Assert.Equal(-1, EventLayout.IndexOf(sections, blocks.Length));
        for (var i = 0; i < sections.Length; i++)
        {
            var plan = sections[i];
            Assert.Equal(plan.Capacity, plan.Blocks.Sum(block => EventLayout.CapacityOf(plan, block)));
            Assert.All(plan.Blocks, block => Assert.Equal(i, EventLayout.IndexOf(sections, block)));
            Assert.All(plan.Blocks.Select((block, at) => (block, at)), at => Assert.Equal((at.at, at.block), (plan.IndexOf(at.block), plan.BlockAt(at.at))));
            Assert.All(plan.Blocks, block => Assert.InRange(
                EventLayout.CapacityOf(plan, block), 1, plan.Kind == SectionKind.Seated ? EventLimits.SeatsInBlock : plan.PoolSize * EventLimits.PoolsInBlock));
        }
    }

    private static void AssertKept(ImmutableArray<SectionPlan> before, ImmutableArray<SectionPlan> after, int first)
    {
        SeatIndex index = new(after);
        foreach (var plan in before)
        {
            var now = after.First(section => section.SectionId == plan.SectionId);
            Assert.Equal(plan.Blocks, now.Blocks.Take(plan.AllBlocks));
            foreach (var block in plan.Kind == SectionKind.Seated ? plan.Blocks : [])
            {
                for (var seat = first; seat < EventLayout.CapacityOf(plan, block); seat += 97)
                {
                    var name = SeatNames.NameOf(plan, block, seat);
                    Assert.Equal(name, SeatNames.NameOf(now, block, seat));
                    Assert.True(index.TryLocate(name, out var at, out var number, out _) && (at, number) == (block, seat));
                    Assert.True(SeatNames.TryLocate(after, name, out at, out number, out _) && (at, number) == (block, seat));
                }
            }
        }
    }
}
