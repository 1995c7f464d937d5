using Ticketing.Events;
using Ticketing.Inventory;

namespace Ticketing.Tests.Domain.Inventory;

/// <summary>What a block remembers of its units, and which of them it sweeps.</summary>
public sealed class BlockPictureTests
{
    private readonly BlockPicture _picture = new(new BlockTerms { Kind = SectionKind.General, Capacity = 20, PoolSize = 10 });

    [Fact]
    public void A_unit_is_swept_when_something_of_it_is_due_and_not_for_what_was_sold_meanwhile()
    {
        _picture.Learn(0, Held(1, until: 1_000));
        _picture.Learn(1, Held(1, until: 1_000));
        _picture.Learn(1, Held(2, until: 0));
        Assert.Equal([0], _picture.TakeDue(2_000));
        _picture.Learn(0, Held(2, until: 9_000));
        _picture.Swept(0, 2_000);
        Assert.Empty(_picture.TakeDue(8_000));
        Assert.Equal([0], _picture.TakeDue(9_000));
    }

    [Fact]
    public void A_unit_in_doubt_is_swept_although_nothing_of_it_is_due()
    {
        _picture.Doubt(1, 1_000);
        Assert.Equal([1], _picture.TakeDue(_picture.NextSweepMs));
    }

    [Fact]
    public void What_a_unit_knew_before_is_not_believed_unless_it_is_forgotten()
    {
        _picture.Learn(0, Held(5, until: 1_000));
        _picture.Learn(0, new UnitCounts { Revision = 4 });
        Assert.Equal(1, _picture.Sum.Held);
        _picture.Forget(0);
        _picture.Learn(0, new UnitCounts { Revision = 4 });
        Assert.Equal(0, _picture.Sum.Held);
    }

    private static UnitCounts Held(long revision, long until) => new() { Revision = revision, Places = new BlockCounts { Held = 1 }, NextSweepMs = until };
}
