using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Domain.Events;

/// <summary>An event gets another time or place, and who has booked may give back.</summary>
public sealed class EventMoveTests
{
    private static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Start = new(2030, 6, 1, 17, 30, 0, TimeSpan.Zero);

    private static readonly EventState OnSale = new()
    {
        EventId = EventId.FromKey(7),
        Version = 3,
        AnnouncedVersion = 3,
        Name = "Play",
        Status = EventStatus.OnSale,
        Venue = "Town Hall",
        StartsAt = Start,
        EndsAt = Start.AddHours(2),
        Details = new EventDetails { DoorsOpenAt = Start.AddHours(-1) },
    };

    [Fact]
    public void Another_time_notes_what_was_before()
    {
        var moved = Change(OnSale, new UpdateEvent { StartsAt = Start.AddDays(7), EndsAt = Start.AddDays(7).AddHours(3), GiveBackUntil = Now.AddDays(3) }).State;
        Assert.Equal((4L, Start.AddDays(7), Start, Now.AddDays(3)), (moved.Version, moved.StartsAt, moved.FormerStart, moved.GiveBackUntil));
        Assert.Equal(new EventMove { Version = 4, At = Now, Former = OnSale.Schedule }, moved.Moved);
    }

    [Fact]
    public void Another_place_is_told_and_leaves_the_former_time_alone()
    {
        var moved = Change(OnSale, new UpdateEvent { Venue = "Old Mill", Details = new EventDetails { Address = "1 Mill Road" } }).State;
        Assert.Equal(("Old Mill", null, "Town Hall"), (moved.Venue, moved.FormerStart, moved.Moved!.Former.Venue));
    }

    [Fact]
    public void What_nobody_bought_is_not_told()
    {
        var renamed = Change(OnSale, new UpdateEvent { Name = "The Play", Details = new EventDetails { Description = "All about it." } }).State;
        var drafted = Change(OnSale with { Status = EventStatus.Draft }, new UpdateEvent { StartsAt = Start.AddHours(1) }).State;
        Assert.Equal((null, null), (renamed.Moved, drafted.Moved));
        Assert.Null(drafted.FormerStart);
    }

    [Theory]
    [InlineData(EventStatus.OnSale, 70, null, null, null)]
    [InlineData(EventStatus.Paused, 24 * 7, 24 * 7 + 2, null, null)]
    [InlineData(EventStatus.OnSale, 24 * 7, null, null, "ends_at")]
    [InlineData(EventStatus.OnSale, -3, null, null, "doors_open_at")]
    [InlineData(EventStatus.OnSale, -24 * 40, -24 * 39, null, "starts_at")]
    [InlineData(EventStatus.Cancelled, 24 * 7, 24 * 8, null, "starts_at")]
    [InlineData(EventStatus.OnSale, null, null, -1, "give_back_until")]
    [InlineData(EventStatus.OnSale, null, null, 24 * 32, "give_back_until")]
    [InlineData(EventStatus.OnSale, null, null, 24 * 20, null)]
    [InlineData(EventStatus.Draft, null, null, 24 * 20, "give_back_until")]
    public void What_can_not_be_is_refused_at_its_field(EventStatus status, int? startsIn, int? endsIn, int? giveBackIn, string? field)
    {
        var doors = startsIn < -24 ? Start.AddHours(startsIn.Value) : (DateTimeOffset?)null;
        var change = Change(OnSale with { Status = status, EndsAt = startsIn == 70 ? null : OnSale.EndsAt }, new UpdateEvent
        {
            StartsAt = startsIn is { } starts ? Start.AddHours(starts) : null,
            EndsAt = endsIn is { } ends ? Start.AddHours(ends) : null,
            GiveBackUntil = giveBackIn is { } hours ? Now.AddHours(hours) : null,
            Details = doors is null ? null : new EventDetails { DoorsOpenAt = doors },
        });
        Assert.Equal(field, change.Refusal?.Errors.Single().Field);
        Assert.Equal(field is null, change.Changed);
    }

    [Fact]
    public void What_is_over_is_not_moved() => Assert.Equal(
        "venue",
        EventDecisions.Update(OnSale, new UpdateEvent { ExpectedVersion = 3, Venue = "Old Mill" }, Start.AddHours(2)).Refusal!.Errors.Single().Field);

    [Theory]
    [InlineData(EventStatus.OnSale, false)]
    [InlineData(EventStatus.Closed, false)]
    [InlineData(EventStatus.Draft, true)]
    public void An_event_with_bookings_is_not_cancelled_without_them(EventStatus status, bool may)
    {
        var change = Change(OnSale with { Status = status }, new UpdateEvent { Status = EventStatus.Cancelled, LeavesBookings = true });
        Assert.Equal(may ? null : RefusalCode.IllegalTransition, change.Refusal?.Code);
        Assert.Equal(EventStatus.Cancelled, Change(OnSale with { Status = status }, new UpdateEvent { Status = EventStatus.Cancelled }).State.Status);
    }

    [Fact]
    public void The_feed_tells_what_was_and_a_cancellation_first()
    {
        var moved = Change(OnSale, new UpdateEvent { StartsAt = Start.AddMinutes(30) }).State;
        var told = Assert.Single(EventFeed.Untold(moved));
        Assert.Equal(("event.moved", $"{OnSale.EventId}-4"), (told.Type, told.Id));
        Assert.Contains("\"former\":{\"starts_at\":\"2030-06-01T17:30:00.000Z\"", told.Data, StringComparison.Ordinal);
        Assert.Equal("event.changed", Assert.Single(EventFeed.Untold(Change(moved with { AnnouncedVersion = 4 }, new UpdateEvent { Name = "A play" }, 4).State)).Type);
        Assert.Equal("event.cancelled", Assert.Single(EventFeed.Untold(Change(moved, new UpdateEvent { Status = EventStatus.Cancelled }, 4).State)).Type);
    }

    [Fact]
    public void Who_booked_before_may_give_back_in_full_until_then()
    {
        var view = View(Change(OnSale with { Policy = new EventPolicy { CancelBefore = TimeSpan.FromDays(60), RefundPercent = 10 } }, new UpdateEvent { GiveBackUntil = Now.AddDays(2) }).State);
        Assert.Equal((Now.AddDays(2), 100), Terms(view, Now.AddMinutes(5), Now.AddDays(2)));
        Assert.Equal((Start.AddDays(-60), 10), Terms(view, Now.AddMinutes(6), Now.AddDays(1)));
        Assert.Equal((Start.AddDays(-60), 10), Terms(view, Now, Now.AddDays(2).AddTicks(1)));
        Assert.Equal((Start.AddDays(-60), 10), Terms(view, null, Now));
        Assert.Equal((Now.AddDays(2), 100), Terms(view, Now.AddMinutes(4), Now.AddDays(2), heldAt: Now));
        Assert.Equal((Start.AddDays(-60), 10), Terms(view, Now.AddMinutes(4), Now.AddDays(1), heldAt: Now.AddMinutes(3)));
    }

    [Theory]
    [InlineData(null, 0, true)]
    [InlineData(null, 300, true)]
    [InlineData(null, 301, false)]
    [InlineData(-600, 300, true)]
    [InlineData(-600, 301, false)]
    [InlineData(30, 240, true)]
    [InlineData(31, 240, false)]
    [InlineData(31, 0, true)]
    public void A_booking_is_from_before_a_change_by_when_it_was_held_and_in_doubt_it_is(int? heldAfter, int confirmedAfter, bool concerns) =>
        Assert.Equal(concerns, new EventMove { Version = 4, At = Now }.Concerns(heldAfter is { } seconds ? Now.AddSeconds(seconds) : null, Now.AddSeconds(confirmedAfter)));

    [Fact]
    public void Who_waits_to_be_told_of_two_changes_is_told_what_was_before_the_first()
    {
        var first = Change(OnSale, new UpdateEvent { Venue = "Old Mill" }).State;
        var second = Change(first, new UpdateEvent { Venue = "New Mill" }, 4).State;
        NoticeState work = new();
        Assert.True(NoticeDecisions.Begin(work, View(first), Now));
        Assert.False(NoticeDecisions.Begin(work, View(first), Now));
        work.Position = 12;
        Assert.True(NoticeDecisions.Begin(work, View(second), Now));
        Assert.Equal(("Town Hall", 5L, 0L), (work.Move!.Former.Venue, work.Move.Version, work.Position));

        work.FinishedAt = Now;
        Assert.True(NoticeDecisions.Begin(work, View(Change(second, new UpdateEvent { Venue = "Town Hall" }, 5).State), Now));
        Assert.Equal("New Mill", work.Move.Former.Venue);
    }

    [Fact]
    public void A_letter_is_tried_as_often_as_is_allowed_and_then_given_up()
    {
        FinalizationOptions options = new() { MailAttempts = 2 };
        NoticeState work = new() { Move = new EventMove { Version = 4, At = Now } };
        OwedNotice owed = new() { BookingId = BookingId.Of(HoldId.InUnit(7, 0, 0, 1)) };
        NoticeDecisions.Settle(work, owed, new NoticeAnswer(LetterResult.Unavailable, [1]), options, Now);
        owed = Assert.Single(work.Owed);
        Assert.Equal((1, 1), (owed.Attempts, Assert.Single(owed.Sent)));
        Assert.Empty(NoticeDecisions.Due(work, Now, 10));
        NoticeDecisions.Settle(work, Assert.Single(NoticeDecisions.Due(work, owed.NextAt, 10)), new NoticeAnswer(LetterResult.Unavailable, [1]), options, owed.NextAt);
        Assert.Equal((0, 1L, 0L), (work.Owed.Count, work.GivenUp, work.Told));
    }

    [Fact]
    public void What_is_pending_is_asked_again_when_the_window_ends_and_then_each_minute_and_the_work_lasts_as_long()
    {
        NoticeState work = new() { Move = new EventMove { Version = 4, At = Now } };
        OwedNotice owed = new() { BookingId = BookingId.Of(HoldId.InUnit(7, 0, 0, 1)) };
        var end = Now + EventMove.Window;
        NoticeDecisions.Settle(work, owed, null, new FinalizationOptions(), Now);
        Assert.Equal((end, end), (Assert.Single(work.Owed).NextAt, NoticeDecisions.NextAt(work, 0, Now)));
        NoticeDecisions.Settle(work, owed, null, new FinalizationOptions(), end);
        Assert.Equal(end.AddMinutes(1), Assert.Single(work.Owed).NextAt);
        NoticeDecisions.Settle(work, owed with { Attempts = NoticeDecisions.MaxLooks }, null, new FinalizationOptions(), end);
        Assert.Equal((0, 0L), (work.Owed.Count, work.GivenUp));
        Assert.Null(NoticeDecisions.NextAt(work, 0, end));
        Assert.Equal(end, NoticeDecisions.NextAt(work, 1, end));
    }

    private static EventChange Change(EventState state, UpdateEvent command, long version = 3) => EventDecisions.Update(state, command with { ExpectedVersion = version }, Now);

    private static EventView View(EventState state) => EventDecisions.View(state, new LayoutState(), new EventDefaults(TimeSpan.FromMinutes(2), 10, 8, TimeSpan.Zero));

    private static (DateTimeOffset? Until, int Percent) Terms(EventView view, DateTimeOffset? confirmedAt, DateTimeOffset now, DateTimeOffset? heldAt = null)
    {
        var bound = BookingPolicy.Bind(new CancelBooking { By = "ann" }, new BookingView { ConfirmedAt = confirmedAt, HeldAt = heldAt }, view, now);
        return (bound.NotAfter, bound.RefundPercent);
    }
}
