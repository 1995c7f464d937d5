using System.Collections.Immutable;
using Ticketing.Events;

namespace Ticketing.Tests.Domain.Events;

public sealed class SeatNamesTests
{
    private static readonly ImmutableArray<SectionPlan> Sections = EventLayout.Cut([Samples.Floor, Samples.Stalls], 256);

    [Theory]
    [InlineData("stalls-A-1", 3, 0)]
    [InlineData("stalls-B-1", 3, 600)]
    [InlineData("stalls-B-400", 3, 999)]
    [InlineData("stalls-C-25", 4, 24)]
    [InlineData("stalls-D-1024", 5, 1_023)]
    public void Seat_is_found_by_its_name(string name, int block, int seat)
    {
        Assert.True(new SeatIndex(Sections).TryLocate(name, out var indexedBlock, out var indexedSeat, out var indexedSection));
        Assert.True(SeatNames.TryLocate(Sections, name, out var walkedBlock, out var walkedSeat, out var walkedSection));

        Assert.Equal((block, seat, "stalls"), (indexedBlock, indexedSeat, indexedSection.SectionId));
        Assert.Equal((block, seat, "stalls"), (walkedBlock, walkedSeat, walkedSection.SectionId));
        Assert.Equal(name, SeatNames.NameOf(indexedSection, block, seat));
    }

    [Theory]
    [InlineData("")]
    [InlineData("stalls")]
    [InlineData("stalls-A")]
    [InlineData("stalls-A-")]
    [InlineData("stalls--1")]
    [InlineData("-A-1")]
    [InlineData("stalls-A-0")]
    [InlineData("stalls-A-01")]
    [InlineData("stalls-A-+1")]
    [InlineData("stalls-A- 1")]
    [InlineData("stalls-A-601")]
    [InlineData("stalls-A-2147483647")]
    [InlineData("stalls-A-99999999999")]
    [InlineData("stalls-B-2147483647")]
    [InlineData("stalls-a-1")]
    [InlineData("Stalls-A-1")]
    [InlineData("stalls-E-1")]
    [InlineData("stalls-A-B-1")]
    [InlineData("floor-A-1")]
    [InlineData("balcony-A-1")]
    public void Name_of_no_seat_is_not_found(string name)
    {
        Assert.False(new SeatIndex(Sections).TryLocate(name, out _, out _, out var indexed));
        Assert.False(SeatNames.TryLocate(Sections, name, out _, out _, out var walked));
        Assert.Null(indexed);
        Assert.Null(walked);
    }

    [Fact]
    public void Every_name_leads_back_to_its_seat()
    {
        var random = new Random(15);
        for (var round = 0; round < 10; round++)
        {
            var plans = EventLayout.Cut(Samples.RandomSections(random), 256);
            var index = new SeatIndex(plans);
            foreach (var plan in plans.Where(plan => plan.Kind == SectionKind.Seated))
            {
                for (var block = plan.FirstBlock; block < plan.FirstBlock + plan.BlockCount; block++)
                {
                    var seat = random.Next(EventLayout.CapacityOf(plan, block));
                    var name = SeatNames.NameOf(plan, block, seat);
                    Assert.True(index.TryLocate(name, out var foundBlock, out var foundSeat, out var section));
                    Assert.Equal((block, seat, plan.SectionId), (foundBlock, foundSeat, section.SectionId));
                }
            }
        }
    }

    [Fact]
    public void Names_from_terms_are_the_names_from_the_plan()
    {
        var (state, layout) = Samples.Created(Samples.Concert);
        var terms = EventLayout.TermsOf(state, layout, 0, Samples.Defaults)!;

        Assert.Equal("stalls-B-12", SeatNames.NameOf(terms, 611));
        Assert.Equal("stalls-B-12", SeatNames.NameOf(layout.Sections[0], 0, 611));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeatNames.NameOf(terms, 1_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeatNames.NameOf(layout.Sections[0], 9, 0));
    }

    [Fact]
    public void Finding_a_seat_allocates_nothing()
    {
        var index = new SeatIndex(Sections);
        Assert.True(index.TryLocate("stalls-A-1", out _, out _, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = index.TryLocate("stalls-D-77", out _, out _, out _);

        Assert.Equal((true, 0), (found, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
