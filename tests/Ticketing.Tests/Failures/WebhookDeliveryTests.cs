using System.Text.Json;
using Ticketing.Feeds;
using Ticketing.Tests.Harness;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Failures;

/// <summary>Delivery over grains, whatever the receiver or the store does.</summary>
public sealed class WebhookDeliveryTests
{
    private static readonly Guid Id = new("0042d34d-8040-8000-8000-000000000007");

    [Fact]
    public async Task What_happens_is_delivered_as_a_signed_CloudEvent()
    {
        await using var office = new BoxOffice();
        var secret = await SubscribeAsync(office);
        await TellAsync(office, "a-1");
        await UntilAsync(office, "a-1");

        var message = office.Receiver.Tried.Single();
        Assert.Equal(("a-1", new Uri("https://shop.example/hook")), (message.Id, message.Url));
        Assert.Equal(WebhookSigning.Sign([Convert.FromBase64String(secret["whsec_".Length..])], "a-1", message.Timestamp, message.Body.Span), message.Signature);
        using var body = JsonDocument.Parse(message.Body);
        Assert.Equal(
            """{"specversion":"1.0","id":"a-1","source":"/ticketing","type":"booking.confirmed","subject":"a","time":"2027-01-31T19:30:00.000Z","datacontenttype":"application/json","data":{"n":1}}""",
            body.RootElement.GetRawText());
        Assert.Equal(["a-1"], (await Hook(office).Deliveries(long.MaxValue, 10))!.Items.Select(delivery => delivery.EventId));
    }

    [Fact]
    public async Task Events_of_a_subject_wait_behind_the_one_that_fails_and_others_go_on()
    {
        await using var office = new BoxOffice();
        await SubscribeAsync(office);
        office.Receiver.Answer = message => new WebhookReply(message.Id == "a-1" ? 500 : 200);
        await TellAsync(office, "a-1", "b-1", "a-2", "b-2");
        await UntilAsync(office, "b-2");
        await TellAsync(office, "a-3", "b-3");
        await UntilAsync(office, "b-3");
        Assert.Equal(["a-1", "b-1", "b-2", "b-3"], office.Receiver.Tried.Select(message => message.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(3, (await Hook(office).Get())!.Waiting);

        office.Receiver.Answer = _ => new WebhookReply(200);
        await office.MinutesUntilAsync(async () => (await Hook(office).Get())!.Waiting == 0);
        Assert.Equal(["a-1", "a-2", "a-3"], Delivered(office).Where(id => id[0] == 'a'));
    }

    [Fact]
    public async Task A_receiver_that_is_down_for_days_stops_the_subscription_which_goes_on_where_it_stopped()
    {
        await using var office = new BoxOffice();
        await SubscribeAsync(office);
        office.Receiver.Answer = _ => new WebhookReply(0, "No connection.");
        await TellAsync(office, "a-1", "a-2");
        for (var hour = 0; hour < 90 && (await Hook(office).Get())!.Stop == WebhookStop.None; hour++)
        {
            await office.PassAsync(TimeSpan.FromHours(1));
        }

        Assert.Equal(WebhookStop.Failing, (await Hook(office).Get())!.Stop);
        Assert.Equal(WebhookSchedule.Tries, office.Receiver.Tried.Count);
        await TellAsync(office, "a-3");
        office.Receiver.Answer = _ => new WebhookReply(200);
        await Hook(office).Put(Spec, null);
        await UntilAsync(office, "a-3");
        Assert.Equal(["a-1", "a-2", "a-3"], Delivered(office).Distinct());
    }

    [Fact]
    public async Task A_receiver_that_is_gone_stops_the_subscription()
    {
        await using var office = new BoxOffice();
        await SubscribeAsync(office);
        office.Receiver.Answer = _ => new WebhookReply(410);
        await TellAsync(office, "a-1");
        await office.MinutesUntilAsync(async () => (await Hook(office).Get())!.Stop == WebhookStop.Gone);
        await TellAsync(office, "a-2");
        await office.PassAsync(TimeSpan.FromHours(1));
        Assert.Single(office.Receiver.Tried);
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders == 0));
    }

    [Fact]
    public async Task What_is_not_wanted_is_not_sent()
    {
        await using var office = new BoxOffice();
        await SubscribeAsync(office, Spec with { Types = ["booking.*"] });
        await Feed(office).Append([.. Enumerable.Range(0, 300).Select(i => new FeedEvent { Id = $"x-{i}", Type = "event.changed", Subject = "x" })]);
        await TellAsync(office, "a-1");
        await UntilAsync(office, "a-1");
        Assert.Single(office.Receiver.Tried);
    }

    [Fact]
    public async Task A_secret_that_was_replaced_signs_beside_the_new_one_for_a_while()
    {
        await using var office = new BoxOffice();
        var old = await SubscribeAsync(office);
        var fresh = (await Hook(office).Rotate(TimeSpan.FromHours(1))).Secret!;
        Assert.NotEqual(old, fresh);
        await TellAsync(office, "a-1");
        await UntilAsync(office, "a-1");
        var message = office.Receiver.Tried[^1];
        Assert.Equal(
            WebhookSigning.Sign([Bytes(fresh), Bytes(old)], message.Id, message.Timestamp, message.Body.Span), message.Signature);

        await office.PassAsync(TimeSpan.FromHours(2));
        await TellAsync(office, "a-2");
        await UntilAsync(office, "a-2");
        Assert.Single(office.Receiver.Tried[^1].Signature.Split(' '));
    }

    [Fact]
    public async Task A_replay_sends_again_from_a_time_or_an_event_on()
    {
        await using var office = new BoxOffice();
        await SubscribeAsync(office);
        await TellAsync(office, "a-1");
        office.Time.Advance(TimeSpan.FromMinutes(10));
        var from = office.Time.GetUtcNow();
        await TellAsync(office, "a-2", "b-1");
        await UntilAsync(office, "b-1");

        Assert.Null((await Hook(office).Replay(from, null)).Refusal);
        await office.MinutesUntilAsync(() => Task.FromResult(office.Receiver.Tried.Count == 5));
        Assert.Null((await Hook(office).Replay(null, "a-1")).Refusal);
        await office.MinutesUntilAsync(() => Task.FromResult(office.Receiver.Tried.Count == 8));
        Assert.Equal(["a-1", "a-1", "a-2", "a-2", "a-2", "b-1", "b-1", "b-1"], Delivered(office).Order(StringComparer.Ordinal));
        Assert.Equal(RefusalCode.FeedEventNotFound, (await Hook(office).Replay(null, "c-1")).Refusal!.Code);
    }

    [Fact]
    public async Task A_subscription_that_is_deleted_leaves_nothing_behind()
    {
        await using var office = new BoxOffice();
        await SubscribeAsync(office);
        await TellAsync(office, "a-1");
        await UntilAsync(office, "a-1");
        Assert.Null((await Hook(office).Delete()).Refusal);
        Assert.Null(await Hook(office).Get());
        Assert.False(await Feed(office).IsFollowed());
        Assert.Equal(0, office.PassingReminders);
        Assert.Empty(office.Store.Stored("ticketing.webhook/"));
    }

    [Theory]
    [InlineData("ticketing.webhook/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.webhook/", WriteFault.AfterEffect)]
    [InlineData("ticketing.feed/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed/", WriteFault.AfterEffect)]
    [InlineData("ticketing.feed-page/", WriteFault.BeforeEffect)]
    [InlineData("reminder/", WriteFault.BeforeEffect)]
    public async Task Nothing_is_lost_and_nothing_comes_out_of_order_whichever_write_fails(string prefix, WriteFault fault)
    {
        for (var passing = 0; passing < 8; passing++)
        {
            await using var office = new BoxOffice();
            office.Store.FailOnce(prefix, fault, passing);
            var tries = 0;
            office.Receiver.Answer = _ => new WebhookReply(++tries % 5 == 0 ? 503 : 200);
            await InsistAsync(office, async () => Assert.NotNull(await Hook(office).Create(1, Spec)));
            for (var number = 1; number <= 40; number++)
            {
                await InsistAsync(office, () => TellAsync(office, $"a-{number:00}", $"b-{number:00}"));
                if (number % 13 == 0)
                {
                    await office.CrashAsync();
                }
            }

            await office.MinutesUntilAsync(() => Task.FromResult(Delivered(office).Distinct().Count() == 80));
            foreach (var subject in new[] { 'a', 'b' })
            {
                Assert.Equal(Enumerable.Range(1, 40).Select(number => $"{subject}-{number:00}"), Delivered(office).Where(id => id[0] == subject).Distinct());
            }
        }
    }

    [Fact]
    public async Task What_the_feed_does_not_have_yet_is_sent_when_it_has_it()
    {
        await using var office = new BoxOffice();
        await SubscribeAsync(office);
        office.Receiver.Answer = _ => new WebhookReply(500);
        var earlier = office.Store.Stored("ticketing.feed/");

        // So many that there is no room for more: the feed is asked for nothing but them.
        string[] ids = [.. Enumerable.Range(10, WebhookDecisions.MaxLanes).Select(number => $"{(char)('\u0100' + number)}-{number}")];
        await TellAsync(office, ids[..^1]);
        await TellAsync(office, ids[^1]);
        await office.MinutesUntilAsync(async () => office.Receiver.Tried.DistinctBy(message => message.Id).Count() == ids.Length && (await Hook(office).Get())!.Waiting == ids.Length);
        await office.CrashAsync();
        var later = office.Store.Stored("ticketing.feed/");
        office.Store.PutBack(earlier);
        office.Receiver.Answer = _ => new WebhookReply(200);
        var writes = office.Store.WritesTo("ticketing.webhook/");
        await office.MinutesUntilAsync(async () => (await Hook(office).Get()) is not null && office.Store.WritesTo("ticketing.webhook/") > writes);
        Assert.Empty(Delivered(office));

        office.Store.PutBack(later);
        await office.CrashAsync();
        await office.MinutesUntilAsync(() => Task.FromResult(Delivered(office).Distinct().Count() == ids.Length));
        Assert.Equal(0, (await Hook(office).Get())!.Missed);
    }

    private static readonly WebhookSpec Spec = new() { Url = "https://shop.example/hook" };

    private static IEnumerable<string> Delivered(BoxOffice office)
    {
        var answer = office.Receiver.Answered;
        return answer.Where(at => at.Reply.IsDelivered).Select(at => at.Message.Id);
    }

    private static byte[] Bytes(string secret) => Convert.FromBase64String(secret["whsec_".Length..]);

    private static async Task<string> SubscribeAsync(BoxOffice office, WebhookSpec? spec = null) =>
        (await Hook(office).Create(1, spec ?? Spec))!.Secret!;

    private static Task TellAsync(BoxOffice office, params string[] ids) => Feed(office).Append(
        [.. ids.Select(id => new FeedEvent { Id = id, Type = "booking.confirmed", Subject = id[..1], At = office.Time.GetUtcNow(), Data = """{"n":1}""" })]);

    private static Task UntilAsync(BoxOffice office, string id) => office.UntilAsync(() => Task.FromResult(Delivered(office).Contains(id)));

    private static async Task InsistAsync(BoxOffice office, Func<Task> command)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await command();
                return;
            }
            catch (Exception e) when (attempt < 5 && e is OutcomeUnknownException or IOException)
            {
                office.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static IWebhookGrain Hook(BoxOffice office) => office.Grains.GetGrain<IWebhookGrain>(Id.ToString("N"));

    private static IFeedGrain Feed(BoxOffice office) => office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All);
}
