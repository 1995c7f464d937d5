using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Domain.Waitlists;

/// <summary>Who gets what is free.</summary>
public sealed class WaitlistPlanTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private static readonly WaitlistRules Rules = new(TimeSpan.FromHours(24), 2, TimeSpan.FromHours(6));
    private int _joined;

    [Fact]
    public void The_head_of_the_line_comes_first() =>
        Assert.Equal("ann", Next([Party("ann", 2), Party("bob", 2)], Room("floor", 2)).Offer!.Customer);

    [Fact]
    public void Priority_comes_before_joining_and_joining_decides_among_equals() =>
        Assert.Equal(["cy", "eve", "ann", "bob"], Line(Party("ann", 1), Party("bob", 1), Party("cy", 1, priority: 9), Party("eve", 1, priority: 9)).Pending.Select(entry => entry.Customer));

    [Fact]
    public void A_party_gets_all_its_places_or_waits()
    {
        var move = Next([Party("ann", 3)], Room("floor", 2));
        Assert.Null(move.Offer);
        Assert.True(move.Open);
        Assert.Equal("ann", move.Passed!.Customer);
    }

    [Fact]
    public void Places_of_two_sections_are_not_put_together() =>
        Assert.Null(Next([Party("ann", 3)], Room("floor", 2), Room("balcony", 2)).Offer);

    [Fact]
    public void Who_wants_any_section_gets_the_first_with_enough() =>
        Assert.Equal("balcony", Next([Party("ann", 3)], Room("floor", 2), Room("balcony", 3)).Section!.Plan.SectionId);

    [Fact]
    public void A_smaller_party_passes_and_it_is_counted()
    {
        var move = Next([Party("ann", 3), Party("bob", 2)], Room("floor", 2));
        Assert.Equal(("bob", "ann"), (move.Offer!.Customer, move.Passed!.Customer));
    }

    [Fact]
    public void Who_was_passed_often_enough_gets_its_turn_of_keeping()
    {
        var move = Next([Party("ann", 3) with { Passed = 2 }, Party("bob", 2)], Room("floor", 2));
        Assert.Equal((null, "ann", false), (move.Offer, move.Keep?.Customer, move.Open));
    }

    [Fact]
    public void Nobody_behind_and_no_public_gets_what_is_kept() =>
        Assert.Equal(default, Next([Party("ann", 3) with { KeepUntil = Now.AddMinutes(1) }, Party("bob", 2)], Room("floor", 2)));

    [Fact]
    public void What_is_kept_in_one_section_keeps_nobody_out_of_another()
    {
        var keeper = Party("ann", 3, "floor") with { KeepUntil = Now.AddMinutes(1) };
        Assert.Equal("balcony", Next([keeper, Party("bob", 2)], Room("floor", 2), Room("balcony", 2)).Section!.Plan.SectionId);
    }

    [Fact]
    public void After_its_turn_of_keeping_a_party_keeps_nobody_out_but_is_still_first()
    {
        var ann = Party("ann", 3) with { KeepUntil = Now };
        var bob = Party("bob", 2);
        var move = Next([ann, bob], Room("floor", 2));
        Assert.Equal(("bob", null), (move.Offer!.Customer, move.Passed));
        Assert.Equal("ann", Next([ann, bob], Room("floor", 3)).Offer!.Customer);
    }

    [Fact]
    public void Behind_a_party_that_had_its_turn_the_next_one_has_its_own()
    {
        var move = Next([Party("ann", 3) with { KeepUntil = Now }, Party("bob", 2) with { Passed = 2 }], Room("floor", 1));
        Assert.Equal("bob", move.Keep?.Customer);
    }

    [Fact]
    public void What_the_public_has_already_is_not_given_again() =>
        Assert.Equal(default, Next([Party("ann", 3)], Room("floor", 2, given: 2)));

    [Fact]
    public void What_the_public_has_not_taken_is_offered_when_it_is_enough_again() =>
        Assert.Equal("ann", Next([Party("ann", 3)], Room("floor", 3, given: 2)).Offer!.Customer);

    [Fact]
    public void A_party_that_could_not_be_placed_waits_like_one_that_does_not_fit()
    {
        var ann = Party("ann", 2);
        var move = WaitlistPlan.Next([ann, Party("bob", 1)], [Room("floor", 2)], Rules, new HashSet<WaitlistEntryId> { ann.Id }, Now);
        Assert.Equal(("bob", "ann"), (move.Offer!.Customer, move.Passed!.Customer));
    }

    [Fact]
    public void Without_free_places_there_is_nothing_to_do() => Assert.Equal(default, Next([Party("ann", 3)], Room("floor", 0)));

    [Fact]
    public void The_estimate_follows_the_offers_of_late()
    {
        var line = Line(Party("ann", 2), Party("bob", 2));
        var (ann, bob) = (line.Pending[0], line.Pending[1]);
        Assert.Null(line.EstimateFor(bob, Now));
        line.Put(ann with { Status = WaitlistStatus.Notified, NotifiedAt = Now });
        Assert.Equal(TimeSpan.FromMinutes(10), line.EstimateFor(bob, Now.AddMinutes(10)));
        Assert.Equal((1, null), (line.PositionOf(bob), line.PositionOf(ann)));
    }

    private static WaitlistLine Line(params WaitlistEntry[] entries)
    {
        var line = new WaitlistLine();
        Array.ForEach(entries, line.Put);
        return line;
    }

    private static WaitlistMove Next(WaitlistEntry[] line, params SectionRoom[] rooms) =>
        WaitlistPlan.Next(line, rooms, Rules, new HashSet<WaitlistEntryId>(), Now);

    private WaitlistEntry Party(string customer, int quantity, string? section = null, int priority = 0) => WaitlistDecisions.Join(
        new JoinWaitlist { EventId = EventId.FromKey(1), Request = 7, Customer = customer, Quantity = quantity, SectionId = section, Priority = priority, By = customer },
        _joined++,
        Now);

    private static SectionRoom Room(string section, int free, int given = 0) => new(
        new SectionPlan { SectionId = section, Kind = SectionKind.General, Capacity = 100, PoolSize = 10, BlockCount = 1 },
        [new BlockLine { Free = free, Public = given }]);
}
