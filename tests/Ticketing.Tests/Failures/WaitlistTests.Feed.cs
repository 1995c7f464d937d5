using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Failures;

/// <content>What a page keeps: nobody writes it behind the line's back, and the feed gets what happened.</content>
public sealed partial class WaitlistTests
{
    [Fact]
    public async Task A_line_that_another_one_came_after_gives_itself_up_and_the_next_knows_everybody()
    {
        await SellOutAsync(2);
        var ann = await JoinAsync("ann", 1);
        await _office.Grains.GetGrain<IWaitlistPageGrain>($"{GrainKeys.Event(_event.Key)}/0").Open();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Line.Join(Wish("bob", 1)));
        var bob = await JoinAsync("bob", 1);
        Assert.Equal((1, 2), ((await LookAsync(ann)).Position, (await LookAsync(bob)).Position));
    }

    [Theory]
    [InlineData("ticketing.waitlist-page/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.waitlist-page/", WriteFault.AfterEffect)]
    [InlineData("ticketing.feed/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed/", WriteFault.AfterEffect)]
    public async Task Who_follows_is_told_every_step_in_order_whichever_write_fails(string prefix, WriteFault fault)
    {
        await _office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All).Follow(Follower);
        var sold = await SellOutAsync(2);
        var ann = await JoinAsync("ann", 1);
        _office.Store.FailOnce(prefix, fault, 0);
        await FreeAsync(sold, 1);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        _office.Time.Advance(Rules.OfferTime);
        await BecomesAsync(ann, WaitlistStatus.Expired);
        await _office.CrashAsync();
        string[] expected = [$"{ann.Entry.Id}-1 waitlist.joined", $"{ann.Entry.Id}-2 waitlist.offered", $"{ann.Entry.Id}-3 waitlist.expired"];
        await UntilAsync(async () => (await ToldAsync()).Where(told => told.Contains("waitlist", StringComparison.Ordinal)).SequenceEqual(expected));
    }
}
