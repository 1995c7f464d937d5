using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;
using Ticketing.Venues;

namespace Ticketing.Tests.Failures;

/// <summary>Creating and changing events, venues and bookings when a write fails or the process dies.</summary>
public class EventWriteFailureTests
{
    [Theory]
    [InlineData("ticketing.event/", 0, WriteFault.BeforeEffect)]
    [InlineData("ticketing.event/", 0, WriteFault.AfterEffect)]
    [InlineData("ticketing.event/", 1, WriteFault.BeforeEffect)]
    [InlineData("ticketing.event/", 1, WriteFault.AfterEffect)]
    [InlineData("ticketing.event/", 2, WriteFault.BeforeEffect)]
    [InlineData("ticketing.event/", 2, WriteFault.AfterEffect)]
    [InlineData("ticketing.directory/", 0, WriteFault.BeforeEffect)]
    [InlineData("ticketing.directory/", 0, WriteFault.AfterEffect)]
    [InlineData("ticketing.directory-page/", 0, WriteFault.BeforeEffect)]
    [InlineData("ticketing.directory-page/", 0, WriteFault.AfterEffect)]
    public async Task An_event_whose_creation_failed_is_created_once_by_its_repeat(string key, int passing, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var create = new CreateEvent
        {
            EventId = EventId.FromKey(5),
            Request = 9,
            Name = "Concert",
            Sections = [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 10 }],
        };
        office.Store.FailOnce(key, fault, passing);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Create());
        Assert.Equal(create.EventId, (await Create()).Event!.EventId);
        Assert.True((await Create()).Repeated);
        Assert.Equal(create.EventId.Value, Assert.Single((await office.Grains.GetGrain<IDirectoryGrain>("events").List(0, 10)).Ids));
        Assert.NotNull((await office.HoldAsync(create.EventId, 10)).Answer.Hold);

        Task<EventAnswer> Create() => office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(5)).Create(create);
    }

    [Theory]
    [InlineData("ticketing.venue/", 0, WriteFault.BeforeEffect)]
    [InlineData("ticketing.venue/", 0, WriteFault.AfterEffect)]
    [InlineData("ticketing.venue/", 1, WriteFault.BeforeEffect)]
    [InlineData("ticketing.venue/", 1, WriteFault.AfterEffect)]
    public async Task A_venue_whose_creation_failed_is_created_once_by_its_repeat(string key, int passing, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var create = new CreateVenue { Request = 9, Name = "Hall", Sections = [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 10 }] };
        office.Store.FailOnce(key, fault, passing);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Create());
        Assert.Equal(10, (await Create())!.Capacity);
        Assert.Single((await office.Grains.GetGrain<IDirectoryGrain>("venues").List(0, 10)).Ids);

        Task<VenueView?> Create() => office.Grains.GetGrain<IVenueGrain>(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).ToString("N")).Create(create);
    }

    /// <summary>The head of a directory may lose the news that a page is full: the next entry then belongs on the next page.</summary>
    [Fact]
    public async Task A_directory_lists_everything_after_the_write_at_a_full_page_failed()
    {
        await using var office = new BoxOffice();
        var directory = office.Grains.GetGrain<IDirectoryGrain>("events");
        Guid[] ids = [.. Enumerable.Range(1, 514).Select(i => new Guid(i, 0, 0, new byte[8]))];
        foreach (var id in ids[..511])
        {
            await directory.Add(id);
        }

        office.Store.FailOnce("ticketing.directory/", WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.Grains.GetGrain<IDirectoryGrain>("events").Add(ids[511]));
        foreach (var id in (Guid[])[ids[512], ids[511], ids[513]])
        {
            await office.Grains.GetGrain<IDirectoryGrain>("events").Add(id);
        }

        var listed = (await office.Grains.GetGrain<IDirectoryGrain>("events").List(0, 1_000)).Ids;
        Assert.Equal(ids.Order(), listed.Order());
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_first_touch_that_failed_is_made_by_the_next_hold(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        office.Store.FailOnce("ticketing.event/", fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldAsync(id, 2));
        Assert.NotNull((await office.HoldAsync(id, 2)).Answer.Hold);
        await office.CrashAsync();
        Assert.Equal((8, 2, 0), await office.CountsAsync(id));
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_booking_whose_write_failed_is_there_for_whoever_asks_and_once(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 2);
        office.Store.FailOnce("ticketing.booking/", fault);
        var booked = await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        await office.UntilAsync(() =>
        {
            office.Time.Advance(TimeSpan.FromMilliseconds(20));
            return Task.FromResult(office.Store.Failures == 1);
        });
        await office.UntilAsync(async () =>
        {
            office.Time.Advance(TimeSpan.FromSeconds(1));
            return await office.Bookings.FindAsync(BookingId.Of(booked.Hold!.HoldId)) is { Quantity: 2, Version: 1 };
        });
    }

    [Theory]
    [InlineData(EventStatus.Paused, true)]
    [InlineData(EventStatus.Closed, true)]
    [InlineData(EventStatus.Cancelled, false)]
    public async Task What_was_acknowledged_of_a_change_holds_after_a_crash_and_holds_are_confirmed_unless_it_is_cancelled(
        EventStatus status, bool confirmed)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 2);
        var place = new PlaceHold { Nonce = 3, Quantity = 1, TokenHash = 11 };
        Assert.NotNull((await UpdateAsync(office, id, status)).Event);
        await office.CrashAsync();

        Assert.Equal(RefusalCode.NotOnSale, (await office.HoldAsync(id, 1)).Answer.Refusal!.Code);
        Assert.Equal(RefusalCode.NotOnSale, (await Block(office, id).Place(place)).Refusal!.Code);
        var booked = await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        Assert.Equal(confirmed ? null : RefusalCode.NotOnSale, booked.Refusal?.Code);
        Assert.Equal(confirmed ? (8, 0, 2) : (8, 2, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task A_pause_that_reached_the_event_and_not_its_blocks_reaches_them_after_the_crash()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        await office.HoldAsync(id, 2);
        var writes = office.Store.WritesTo("ticketing.event/");
        office.Store.FailAll("ticketing.section/", WriteFault.HangBeforeEffect);
        var update = UpdateAsync(office, id, EventStatus.Paused);
        await office.UntilAsync(() => Task.FromResult(office.Store.WritesTo("ticketing.event/") > writes));
        Assert.False(update.IsCompleted);
        office.Store.Mend();
        await office.CrashAsync();

        await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Get();
        var nonce = 10UL;
        await office.UntilAsync(async () =>
            (await Block(office, id).Place(new PlaceHold { Nonce = nonce++, Quantity = 1 })).Refusal?.Code is RefusalCode.NotOnSale);
        Assert.Equal(EventStatus.Paused, (await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Get())!.Status);
    }

    [Theory]
    [InlineData("ticketing.event/", WriteFault.BeforeEffect, 2)]
    [InlineData("ticketing.event/", WriteFault.AfterEffect, 2)]
    [InlineData("ticketing.section/", WriteFault.BeforeEffect, 2)]
    [InlineData("ticketing.section/", WriteFault.AfterEffect, 2)]
    public async Task A_pause_whose_write_failed_is_not_acknowledged_and_can_be_asked_for_again(string key, WriteFault fault, long version)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        await office.HoldAsync(id, 2);
        office.Store.FailOnce(key, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => UpdateAsync(office, id, EventStatus.Paused));
        var known = await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Get();
        var again = await UpdateAsync(office, id, EventStatus.Paused, known!.Version);
        Assert.Equal((EventStatus.Paused, version), (again.Event!.Status, again.Event.Version));
        Assert.Equal(RefusalCode.NotOnSale, (await Block(office, id).Place(new PlaceHold { Nonce = 3, Quantity = 1 })).Refusal!.Code);
        Assert.Equal((8, 2, 0), await office.CountsAsync(id));
    }

    /// <summary>The block asks its event for its terms, and the event waits for blocks that are slow.</summary>
    [Fact]
    public async Task A_block_s_first_claim_does_not_wait_for_a_change_that_another_block_is_slow_to_obey()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(5_000);
        await office.HoldAsync(id, 1);
        var slow = $"ticketing.section/{GrainKeys.Section(id.Key, 0)}/";
        TaskCompletionSource obeyed = new();
        office.Store.Answers = key => key.StartsWith(slow, StringComparison.Ordinal) ? obeyed.Task : Task.CompletedTask;

        var grain = office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));
        var paused = grain.Update(new UpdateEvent { ExpectedVersion = 1, Status = EventStatus.Paused });
        await office.UntilAsync(async () => (await grain.Get())!.Status == EventStatus.Paused);
        var fresh = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 1));
        Assert.Equal(RefusalCode.NotOnSale, (await fresh.Place(new PlaceHold { Nonce = 1 })).Refusal!.Code);
        Assert.False(paused.IsCompleted);
        obeyed.SetResult();
        Assert.Null((await paused).Refusal);
    }

    /// <summary>A block that had its terms from the change would never say again that it is in use, and its places would be missing in all counts.</summary>
    [Fact]
    public async Task A_block_whose_first_use_was_not_written_hears_of_no_change()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var writes = office.Store.WritesTo("ticketing.event/");
        TaskCompletionSource written = new();
        office.Store.Answers = key => key.StartsWith("ticketing.event/", StringComparison.Ordinal) ? written.Task : Task.CompletedTask;
        office.Store.FailOnce("ticketing.event/", WriteFault.BeforeEffect, passing: 1);

        var grain = office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));
        var update = grain.Update(new UpdateEvent { ExpectedVersion = 1, Name = "Concert, late" });
        await office.UntilAsync(() => Task.FromResult(office.Store.WritesTo("ticketing.event/") > writes));
        var touch = grain.Touch(0);
        await grain.FindRoom("heard after the touch", 1);
        written.SetResult();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => touch);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => update);

        Assert.NotNull((await office.HoldAsync(id, 2)).Answer.Hold);
        Assert.Equal((8, 2, 0), await office.CountsAsync(id));
    }

    private static ISectionGrain Block(BoxOffice office, EventId id) => office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));

    private static Task<EventAnswer> UpdateAsync(BoxOffice office, EventId id, EventStatus status, long version = 1) =>
        office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Update(new UpdateEvent { ExpectedVersion = version, Status = status });
}
