using Ticketing.Events;

namespace Ticketing.Tests.Domain.Events;

public sealed class EventDecisionsTests
{
    private static readonly DateTimeOffset Later = Samples.Now.AddMinutes(1);

    [Fact]
    public void New_event_has_version_1_and_the_facts_of_the_command()
    {
        var (state, layout) = Samples.Created(Samples.Concert);
        var view = EventDecisions.View(state, layout, Samples.Defaults);

        Assert.Equal((Samples.Concert.EventId, 1L, "Concert", "Hall"), (view.EventId, view.Version, view.Name, view.Venue));
        Assert.Equal(("EUR", EventStatus.OnSale, SaleWindow.Always), (view.Currency, view.Status, view.SaleWindow));
        Assert.Equal((Samples.Now, Samples.Now), (view.CreatedAt, view.UpdatedAt));
        Assert.Equal((TimeSpan.FromMinutes(2), 100), (view.HoldTtl, view.MaxQuantity));
        Assert.Equal([2_049, 10_000], view.Sections.Select(section => section.Capacity));
        Assert.Equal((1L, false, 0), (state.AnnouncedVersion, state.Listed, state.TouchedCount));
    }

    [Fact]
    public void Policy_is_shown_over_the_defaults()
    {
        var (state, layout) = Samples.Created(Samples.Concert with { Policy = new EventPolicy { HoldTtl = TimeSpan.FromSeconds(9), MaxQuantity = 4 } });
        var view = EventDecisions.View(state, layout, Samples.Defaults);

        Assert.Equal((TimeSpan.FromSeconds(9), 4), (view.HoldTtl, view.MaxQuantity));
    }

    [Fact]
    public void Same_request_again_is_a_repeat_and_another_one_must_draw_another_key()
    {
        var (state, _) = Samples.Created(Samples.Concert);

        Assert.Equal(
            new EventCreation { Repeated = true },
            EventDecisions.Create(state, Samples.Concert with { Name = "" }, Samples.Defaults, Later));
        Assert.Equal(
            new EventCreation { KeyTaken = true },
            EventDecisions.Create(state, Samples.Concert with { Request = 100 }, Samples.Defaults, Later));
    }

    [Fact]
    public void Refusal_of_a_new_event_carries_all_field_errors()
    {
        var refusal = EventDecisions.Create(
            new EventState(), Samples.Concert with { Name = "", Currency = "" }, Samples.Defaults, Later).Refusal!;

        Assert.Equal((RefusalCode.InvalidField, "name"), (refusal.Code, refusal.Field));
        Assert.Equal(["name", "currency"], refusal.Errors.Select(error => error.Field));
        Assert.Equal(refusal.Errors[0].Message, refusal.Detail);
    }

    [Fact]
    public void Change_keeps_what_it_does_not_name()
    {
        var (state, _) = Samples.Created(Samples.Concert);
        var change = EventDecisions.Update(state, new UpdateEvent { ExpectedVersion = 1, Status = EventStatus.Paused }, Later);

        Assert.Equal(
            new EventChange(state with { Version = 2, Status = EventStatus.Paused, UpdatedAt = Later }, Changed: true), change);
    }

    [Fact]
    public void Change_to_what_is_already_so_changes_nothing()
    {
        var (state, _) = Samples.Created(Samples.Concert);
        var change = EventDecisions.Update(
            state, new UpdateEvent { ExpectedVersion = 1, Status = EventStatus.OnSale, Name = "Concert", Policy = new EventPolicy() }, Later);

        Assert.Equal(new EventChange(state, Changed: false), change);
    }

    [Fact]
    public void Change_of_another_version_is_stale()
    {
        var (state, _) = Samples.Created(Samples.Concert);
        var change = EventDecisions.Update(state, new UpdateEvent { ExpectedVersion = 2, Name = "Other" }, Later);

        Assert.Equal((RefusalCode.StaleVersion, false), (change.Refusal!.Code, change.Changed));
        Assert.Same(state, change.State);
    }

    [Fact]
    public void Cancelled_event_stays_cancelled()
    {
        var (state, _) = Samples.Created(Samples.Concert);
        state = EventDecisions.Update(state, new UpdateEvent { ExpectedVersion = 1, Status = EventStatus.Cancelled }, Later).State;
        var change = EventDecisions.Update(state, new UpdateEvent { ExpectedVersion = 2, Status = EventStatus.OnSale }, Later);

        Assert.Equal((RefusalCode.IllegalTransition, "status", false), (change.Refusal!.Code, change.Refusal.Field, change.Changed));
    }

    [Fact]
    public void Event_that_is_not_there_is_not_found()
    {
        var change = EventDecisions.Update(new EventState(), new UpdateEvent(), Later);

        Assert.Equal(RefusalCode.EventNotFound, change.Refusal!.Code);
    }

    [Fact]
    public void Touched_blocks_are_remembered_in_any_order()
    {
        var (before, _) = Samples.Created(Samples.Concert);
        var random = new Random(3);
        var touched = new SortedSet<int>();
        var state = before;
        for (var i = 0; i < 300; i++)
        {
            var block = random.Next(24_415);
            touched.Add(block);
            state = state.WithTouched(block);
        }

        Assert.Equal(touched, state.TouchedBlocks());
        Assert.Equal(touched.Count, state.TouchedCount);
        Assert.All(Enumerable.Range(0, 24_415), block => Assert.Equal(touched.Contains(block), state.IsTouched(block)));
        Assert.Equal(0, before.TouchedCount);
        Assert.Same(state, state.WithTouched(touched.Min));
        Assert.InRange(state.TouchedBits.Length, 0, 3_052);
    }
}
