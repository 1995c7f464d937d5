using Orleans.Storage;
using Ticketing.Events;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Domain.Events;

public sealed class EventPersistenceTests
{
    private static readonly IGrainStorageSerializer Serializer = StoredForm.Serializer;

    [Fact]
    public void Event_is_read_as_it_was_written()
    {
        var (state, _) = Samples.Created(Samples.Concert with
        {
            VenueId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            StartsAt = Samples.Now.AddDays(3),
            SaleWindow = new SaleWindow(Samples.Now, null),
            Policy = new EventPolicy { HoldTtl = TimeSpan.FromSeconds(9), MaxPerCustomer = 4 },
            Request = UInt128.MaxValue - 1,
        });
        state = (state with { Listed = true, Version = 5, AnnouncedVersion = 4 }).WithTouched(0).WithTouched(4_711);
        var read = Serializer.Deserialize<EventState>(Serializer.Serialize(state))!;

        Assert.Equal(state.TouchedBlocks(), read.TouchedBlocks());
        Assert.Equal(state, read with { TouchedBits = state.TouchedBits });
    }

    [Fact]
    public void Layout_is_read_as_it_was_written()
    {
        var (_, layout) = Samples.Created(Samples.Concert);
        var read = Serializer.Deserialize<LayoutState>(Serializer.Serialize(layout))!;

        Assert.Equal(2, read.Sections.Length);
        for (var i = 0; i < 2; i++)
        {
            var (expected, section) = (layout.Sections[i], read.Sections[i]);
            Assert.Equal(expected.Rows.AsEnumerable(), section.Rows);
            Assert.Equal(expected.BlockRows.AsEnumerable(), section.BlockRows);
            Assert.Equal(expected, section with { Rows = expected.Rows, BlockRows = expected.BlockRows });
        }
    }

    [Fact]
    public void Event_of_a_hundred_million_places_is_stored_in_a_few_kilobytes()
    {
        var (state, layout) = Samples.Created(Samples.Concert with { Sections = [Samples.General("field", 100_000_000)] });

        Assert.InRange(Serializer.Serialize(state.WithTouched(24_414)).ToMemory().Length, 1, 4_096);
        Assert.InRange(Serializer.Serialize(layout).ToMemory().Length, 1, 128);
    }
}
