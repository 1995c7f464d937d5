using Ticketing.Identifiers;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Domain.Waitlists;

/// <summary>Who may write a page.</summary>
public sealed class WaitlistPageTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private readonly WaitlistPageState _page = new();

    [Fact]
    public void A_page_that_was_never_opened_takes_an_entry_and_its_next_version()
    {
        var entry = Joined("ann", 0);
        Assert.True(_page.TryPut(0, [entry]));
        Assert.True(_page.TryPut(0, [entry with { Version = 2 }]));
        Assert.Equal(2, Assert.Single(_page.Entries).Version);
    }

    [Fact]
    public void A_line_that_another_one_came_after_writes_nothing()
    {
        _page.Opened = 2;
        Assert.False(_page.TryPut(1, [Joined("ann", 0)]));
        Assert.Empty(_page.Entries);
        Assert.True(_page.TryPut(2, [Joined("ann", 0)]));
    }

    [Fact]
    public void All_are_put_or_none()
    {
        Assert.True(_page.TryPut(0, [Joined("ann", 0)]));
        Assert.False(_page.TryPut(0, [Joined("bob", 1), Joined("cy", 0)]));
        Assert.Equal("ann", Assert.Single(_page.Entries).Customer);
    }

    private static WaitlistEntry Joined(string customer, int number) => WaitlistDecisions.Join(
        new JoinWaitlist
        {
            EventId = EventId.FromKey(7),
            Request = (UInt128)(uint)customer.Length,
            Customer = customer,
            Quantity = 1,
            By = customer,
        },
        number,
        Now);
}
