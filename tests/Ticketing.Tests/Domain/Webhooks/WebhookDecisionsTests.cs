using System.Collections.Immutable;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Domain.Webhooks;

public sealed class WebhookDecisionsTests
{
    private static readonly DateTimeOffset Start = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private static readonly WebhookReply Down = new(503);

    [Theory]
    [InlineData(null, "booking.confirmed", true)]
    [InlineData("booking.confirmed", "booking.confirmed", true)]
    [InlineData("booking.confirmed", "booking.cancelled", false)]
    [InlineData("booking.*", "booking.cancelled", true)]
    [InlineData("booking.*", "bookings.cancelled", false)]
    [InlineData("hold.*", "hold.placed", true)]
    [InlineData("hold.placed", "hold.expired", false)]
    [InlineData(null, "hold.placed", false)]
    public void A_subscription_gets_the_types_that_it_names(string? type, string told, bool isWanted) =>
        Assert.Equal(isWanted, WebhookDecisions.Wants(new WebhookSpec { Types = type is null ? [] : [type] }, new FeedEvent { Type = told }));

    [Fact]
    public void A_subscription_gets_the_event_that_it_names()
    {
        var spec = new WebhookSpec { EventId = EventId.FromKey(7) };
        Assert.True(WebhookDecisions.Wants(spec, new FeedEvent { Type = "t", EventId = EventId.FromKey(7) }));
        Assert.False(WebhookDecisions.Wants(spec, new FeedEvent { Type = "t", EventId = EventId.FromKey(8) }));
    }

    [Fact]
    public void The_schedule_is_the_standard_s_example_and_a_tenth_later_at_most()
    {
        TimeSpan[] expected =
        [
            new(0, 0, 5), new(0, 5, 0), new(0, 30, 0), new(2, 0, 0), new(5, 0, 0), new(10, 0, 0), new(14, 0, 0), new(20, 0, 0), new(24, 0, 0),
        ];
        for (var tries = 1; tries <= expected.Length; tries++)
        {
            var after = WebhookSchedule.After(tries, 17, Down);
            Assert.InRange(after, expected[tries - 1], expected[tries - 1] * 1.1);
            Assert.Equal(after, WebhookSchedule.After(tries, 17, Down));
        }

        Assert.Equal(new TimeSpan(75, 35, 5), WebhookSchedule.Length);
        Assert.Equal(10, WebhookSchedule.Tries);
        Assert.True(Enumerable.Range(0, 100).Select(position => WebhookSchedule.After(1, position, Down)).Distinct().Count() > 90);
    }

    [Fact]
    public void A_receiver_that_asks_for_time_is_given_it()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), WebhookSchedule.After(1, 1, Down with { RetryAfter = TimeSpan.FromMinutes(1) }));
        Assert.Equal(TimeSpan.FromHours(24), WebhookSchedule.After(1, 1, Down with { RetryAfter = TimeSpan.FromDays(400) }));
        Assert.InRange(WebhookSchedule.After(1, 1, Down with { RetryAfter = TimeSpan.FromDays(-1) }), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.5));
    }

    [Fact]
    public void What_follows_a_failed_event_of_its_subject_waits_behind_it_and_others_go_on()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(0, "a", "b", "a"), Start);
        var due = WebhookDecisions.Due(hook, Start);
        Assert.Equal([("a", "0 2"), ("b", "1")], due.Select(batch => (batch.Subject, string.Join(' ', batch.Positions))));
        WebhookDecisions.Settle(hook, [new WebhookTry(due[0], 0, 0, Down), new WebhookTry(due[1], 1, 1, null)], Start);
        WebhookDecisions.Take(hook, Slice(3, "b", "a"), Start);
        Assert.Equal([("b", "3")], WebhookDecisions.Due(hook, Start).Select(batch => (batch.Subject, string.Join(' ', batch.Positions))));
        Assert.Equal((0, 5), (hook.Passed, hook.Position));
        Assert.Equal([("a", "0 2 4", 1), ("b", "3", 0)], WebhookDecisions.Due(hook, Start.AddSeconds(6)).Select(batch => (batch.Subject, string.Join(' ', batch.Positions), batch.Attempts)));
    }

    [Fact]
    public void Beyond_its_lanes_the_subscription_takes_nothing_more_and_goes_on_at_once_when_one_gets_through()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(0, [.. Enumerable.Range(0, WebhookDecisions.MaxLanes).Select(i => $"s{i}")]), Start);
        Fail(hook, Start);
        Assert.Equal(0, WebhookDecisions.Room(hook));
        Assert.Empty(WebhookDecisions.Due(hook, Start));

        var later = Start.AddSeconds(6);
        var due = WebhookDecisions.Due(hook, later);
        WebhookDecisions.Settle(hook, [new WebhookTry(due[0], 1, 1, null), .. due.Skip(1).Select(batch => new WebhookTry(batch, 0, 0, Down))], later);
        Assert.Equal(WebhookDecisions.MaxLanes - 1, WebhookDecisions.Due(hook, later).Count);
        Assert.Equal(1, WebhookDecisions.Room(hook));
    }

    [Fact]
    public void A_receiver_that_is_down_for_the_whole_schedule_is_given_up_and_nothing_is_lost()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(0, "a"), Start);
        var now = Start;
        for (var tries = 1; tries <= WebhookSchedule.Tries; tries++)
        {
            Assert.True(hook.IsSending);
            Fail(hook, now);
            now = hook.Lanes[0].NextAt > now ? hook.Lanes[0].NextAt : now;
        }

        Assert.Equal((WebhookStop.Failing, 0L), (hook.Stop, hook.GivenUp));
        Assert.Equal(0, hook.Passed);
        WebhookDecisions.Change(hook, hook.Spec, now);
        Assert.Equal([("a", 0)], WebhookDecisions.Due(hook, now).Select(batch => (batch.Subject, batch.Attempts)));
    }

    [Fact]
    public void An_event_that_alone_is_never_taken_is_passed_over_after_its_last_try()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(0, "a", "a"), Start);
        var now = Start;
        for (var tries = 1; tries <= WebhookSchedule.Tries; tries++)
        {
            Fail(hook, now);
            now = hook.Lanes[0].NextAt > now ? hook.Lanes[0].NextAt : now;

            // Others get through.
            hook.FailingSince = null;
        }

        Assert.Equal((WebhookStop.None, 1L), (hook.Stop, hook.GivenUp));
        Assert.Equal([("a", "1", 0)], WebhookDecisions.Due(hook, now).Select(batch => (batch.Subject, string.Join(' ', batch.Positions), batch.Attempts)));
    }

    [Fact]
    public void A_receiver_that_is_gone_stops_the_subscription()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(0, "a"), Start);
        WebhookDecisions.Settle(hook, [new WebhookTry(WebhookDecisions.Due(hook, Start)[0], 0, 0, new WebhookReply(410))], Start);
        Assert.Equal((WebhookStop.Gone, false, false), (hook.Stop, hook.IsSending, hook.IsSettled));
        Assert.Empty(WebhookDecisions.Due(hook, Start.AddDays(1)));
    }

    [Fact]
    public void What_was_held_back_is_none_of_the_schedule_s_tries()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(0, "a"), Start);
        WebhookDecisions.Settle(hook, [new WebhookTry(WebhookDecisions.Due(hook, Start)[0], 0, 0, new WebhookReply(0) { IsHeldBack = true })], Start);
        Assert.Equal(0, hook.Lanes[0].Attempts);
        Assert.InRange(hook.Lanes[0].NextAt, Start.AddSeconds(30), Start.AddSeconds(33));
    }

    [Fact]
    public void A_replay_sends_everything_from_there_on_again_and_keeps_what_waits_from_before()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(0, "a", "b", "a", "c"), Start);
        var due = WebhookDecisions.Due(hook, Start);
        WebhookDecisions.Replay(hook, 2);
        Assert.Equal((2, 0), (hook.Position, hook.Passed));

        // A round that was under way ends afterwards.
        WebhookDecisions.Settle(hook, [.. due.Select(batch => new WebhookTry(batch, batch.Positions.Length, batch.Positions.Length, null))], Start);
        Assert.Equal((2, 2, 0), (hook.Position, hook.Passed, hook.Waiting));
    }

    [Fact]
    public void What_the_feed_no_longer_keeps_is_counted()
    {
        var hook = Hook();
        WebhookDecisions.Take(hook, Slice(64, "a"), Start);
        Assert.Equal((64, 65), (hook.Missed, hook.Position));
    }

    private static void Fail(WebhookState hook, DateTimeOffset now) =>
        WebhookDecisions.Settle(hook, [.. WebhookDecisions.Due(hook, now).Select(batch => new WebhookTry(batch, 0, 0, Down))], now);

    private static WebhookState Hook() => new() { Version = 1, HasPosition = true, IsSettled = true };

    private static FeedSlice Slice(long first, params ImmutableArray<string> subjects) =>
        new(first, [.. subjects.Select(subject => new FeedEvent { Id = subject, Type = "t", Subject = subject })], first + subjects.Length);
}
