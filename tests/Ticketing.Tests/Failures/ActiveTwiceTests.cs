using Orleans.Embedded.Storage;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Two offices over one store: what an activation does that has missed what another one wrote.</summary>
public sealed class ActiveTwiceTests
{
    [Fact]
    public async Task A_block_that_has_missed_its_own_terms_says_so_once_and_then_knows_what_it_granted()
    {
        MemoryStateStore store = new();
        await using FaultyOffice knows = new(store);
        await using FaultyOffice missed = new(store);
        var id = await knows.GeneralEventAsync(600, new EventPolicy { MaxQuantity = 300 });
        var block = missed.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));
        Assert.Equal(0, (await block.Counts()).Held);
        var placed = await knows.HoldAsync(id, 300);
        var hold = placed.Answer.Hold!.HoldId;
        var home = missed.Grains.GetGrain<IHoldGrain>(hold.CoordinatorKey());
        var until = missed.Time.GetUtcNow() + TimeSpan.FromMinutes(15);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => home.Extend(hold, until));
        Assert.Equal(until.ToUnixTimeMilliseconds(), (await home.Extend(hold, until)).Hold!.ExpiresAt.ToUnixTimeMilliseconds());
        Assert.Null((await missed.Desk.BookAsync(hold, placed.Token!)).Refusal);
        await missed.UntilAsync(async () => (await block.Counts()).Sold > 0);
    }
}
