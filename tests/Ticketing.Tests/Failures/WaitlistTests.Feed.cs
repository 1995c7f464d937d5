using Ticketing.Customers;
using Ticketing.Documents;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Mail;
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
        await _office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All).Follow(Follower, holds: false);
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

    [Fact]
    public async Task Who_waited_long_ago_is_forgotten_after_the_line_has_moved_on()
    {
        await SellOutAsync(2);
        List<WaitlistView> joined = [];
        for (var i = 0; i <= WaitlistState.PageSize; i++)
        {
            joined.Add(await JoinAsync($"guest-{i}", 1));
        }

        foreach (var entry in joined.SkipLast(1))
        {
            Assert.Null((await Line.Cancel(new CancelEntry { Id = entry.Entry.Id, By = entry.Entry.Customer })).Refusal);
        }

        for (var minute = 0; minute < 3; minute++)
        {
            await _office.PassAsync(TimeSpan.FromMinutes(1));
        }

        await _office.CrashAsync();
        var before = _office.Store.ReadsOf("ticketing.waitlist-page/");
        Assert.Equal(1, (await LookAsync(joined[^1])).Position);
        Assert.Equal(1, _office.Store.ReadsOf("ticketing.waitlist-page/") - before);
        Assert.True(await Line.Erase(new EraseEntry(joined[0].Entry.Id, "guest-0", "erased-1")));
        Assert.Equal("erased-1", (await LookAsync(joined[0])).Entry.Customer);
    }

    [Fact]
    public async Task Whose_turn_has_come_is_written_to_once_also_when_the_mail_server_was_away()
    {
        await _office.Grains.GetGrain<ICustomerGrain>("ann").Put(new CustomerView { Name = "Ann", Email = "ann@example.org" }, null);
        _office.Post.Outcome = new MailOutcome(MailResult.Unavailable);
        var sold = await SellOutAsync(2);
        var (ann, bob) = (await JoinAsync("ann", 1), await JoinAsync("bob", 1));
        await FreeAsync(sold, 2);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        await BecomesAsync(bob, WaitlistStatus.Notified);
        await UntilAsync(() => Task.FromResult(!_office.Post.Letters.IsEmpty));
        await _office.CrashAsync();
        _office.Post.Outcome = MailOutcome.Sent;
        _office.Post.Letters.Clear();
        await UntilAsync(() => Task.FromResult(!_office.Post.Letters.IsEmpty));
        for (var minute = 0; minute < 5; minute++)
        {
            await _office.PassAsync(TimeSpan.FromMinutes(1));
        }

        var letter = Assert.Single(_office.Post.Letters);
        Assert.Equal(("ann@example.org", "Ann", "Your turn: Concert", $"waitlist.{ann.Entry.Id}.1"), (letter.To, letter.ToName, letter.Subject, letter.Id));
        Assert.Contains("A place is kept for you until 20", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_leads_to_the_shop_and_says_names_as_they_are()
    {
        var entry = new WaitlistEntry { Id = WaitlistEntryId.Of(EventId.FromKey(5), 3, 1), Quantity = 2, Offers = 1 };
        var letter = new TicketDocuments().Offer(new WaitlistOffer(entry, new EventView { Name = "Rock & Roll" }, Name: null, "https://shop.example/w?e={entry_id}&l=en", Locale: null), "ann@example.org");
        Assert.Contains($"https://shop.example/w?e={entry.Id}&l=en", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://shop.example/w?e={entry.Id}&amp;l=en\"", letter.Html, StringComparison.Ordinal);
        Assert.Contains("Rock &amp; Roll", letter.Html, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Your turn: Rock &amp; Roll</title></head>", letter.Html, StringComparison.Ordinal);
        Assert.Contains("2 places are kept for you.", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("POST", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_without_a_shop_s_page_says_which_entry_it_is_and_how_it_is_booked()
    {
        var entry = new WaitlistEntry { Id = WaitlistEntryId.Of(EventId.FromKey(5), 3, 1), Quantity = 2, Offers = 1 };
        var letter = new TicketDocuments().Offer(new WaitlistOffer(entry, new EventView { Name = "Concert" }, Name: null, BookUrl: null, Locale: null), "ann@example.org");
        Assert.All([letter.Text, letter.Html], text =>
        {
            Assert.Contains($"open your entry {entry.Id}.", text, StringComparison.Ordinal);
            Assert.Contains($"POST /api/v1/waitlist/{entry.Id}/book", text, StringComparison.Ordinal);
        });
    }
}
