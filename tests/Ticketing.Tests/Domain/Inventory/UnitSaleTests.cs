using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Inventory;
using static Ticketing.Tests.Domain.Inventory.UnitBench;

namespace Ticketing.Tests.Domain.Inventory;

/// <summary>Pins, confirmations, releases and returns.</summary>
public class UnitSaleTests
{
    [Fact]
    public void Confirming_sells_once_and_the_booking_waits_to_be_handed_over()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 3);
        Assert.False(bench.Confirm(Direct(1)).Repeated);
        Assert.True(bench.Confirm(Direct(1)).Repeated);
        Assert.Equal((0, 3, 3L, 1), (bench.Unit.Held, bench.Unit.Sold, bench.Unit.Confirmed, bench.Unit.Undelivered));
        Assert.Equal(1_500, bench.Unit.Counts().Places.RevenueMinor);
        Assert.NotNull(bench.Deliver(Direct(1)).Change);
        Assert.Null(bench.Deliver(Direct(1)).Change);
        Assert.Equal(0, bench.Unit.Undelivered);
    }

    [Fact]
    public void What_costs_something_is_not_sold_to_its_holder_before_it_is_paid_and_stays_held()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 3);
        Assert.Equal(RefusalCode.PaymentRequired, bench.Buy(Direct(1)).Refusal);
        Assert.Equal((3, 0), (bench.Unit.Held, bench.Unit.Sold));
        Assert.Equal(RefusalCode.WrongToken, bench.Buy(Direct(1), token: 12).Refusal);
        Assert.Equal(RefusalCode.None, bench.Confirm(Direct(1)).Refusal);
        Assert.True(bench.Buy(Direct(1)).Repeated);

        bench.Claim(bench.Wish(Direct(2), 1) with { UnitPriceMinor = 0 });
        Assert.Equal(RefusalCode.None, bench.Buy(Direct(2)).Refusal);
    }

    [Fact]
    public void A_hand_over_does_not_count_as_a_change_since_it_is_not_written_by_itself()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 1);
        bench.Confirm(Direct(1));
        var revision = bench.Unit.Revision;
        bench.Deliver(Direct(1));
        Assert.Equal(revision, bench.Unit.Revision);
    }

    [Fact]
    public void A_claim_that_was_handed_over_knows_its_booking_s_row_and_no_address_any_more()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 2);
        bench.Confirm(Direct(1), "ann@example.org");
        Assert.Equal("ann@example.org", bench.Unit.Claims[0].Email);
        bench.Deliver(Direct(1), indexSlot: 8);
        var claim = bench.Unit.View(bench.Unit.Claims[0], 0);
        Assert.Equal((0, 8L, (string?)null), (bench.Unit.Undelivered, claim.IndexSlot, claim.Email));
    }

    [Fact]
    public void Proof_is_checked_first_then_whether_it_is_sold_then_the_time()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 1);
        bench.Claim(Direct(2), 1);
        bench.Confirm(Direct(2));
        bench.Pass(Ttl);
        Assert.Equal(RefusalCode.WrongToken, bench.Confirm(Direct(1), token: 12).Refusal);
        Assert.Equal(RefusalCode.WrongToken, bench.Confirm(Direct(2), token: 12).Refusal);
        Assert.True(bench.Confirm(Direct(2)).Repeated);
        Assert.Equal(RefusalCode.HoldExpired, bench.Confirm(Direct(1)).Refusal);
        Assert.Equal(RefusalCode.HoldNotFound, bench.Confirm(Direct(3)).Refusal);
    }

    [Fact]
    public void A_direct_claim_is_confirmed_until_the_last_millisecond_before_its_end()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 1);
        bench.Claim(Direct(2), 1);
        bench.Now = Start + Ttl - TimeSpan.FromMilliseconds(1);
        Assert.Equal(RefusalCode.None, bench.Confirm(Direct(1)).Refusal);
        bench.Now = Start + Ttl;
        Assert.Equal(RefusalCode.HoldExpired, bench.Confirm(Direct(2)).Refusal);
    }

    [Fact]
    public void A_pinned_claim_does_not_lapse_and_its_coordinator_is_asked_once_the_pin_is_old()
    {
        var bench = new UnitBench();
        bench.Claim(Coordinated(1), 10);
        bench.Pass(Ttl);
        Assert.NotNull(bench.Pin(Coordinated(1)).Change);
        Assert.True(bench.Pin(Coordinated(1)).Repeated);
        Assert.Empty(UnitSweep.StalePins(bench.Unit, bench.Now));
        bench.Pass(TimeSpan.FromHours(1));
        Assert.Equal(RefusalCode.InsufficientSeats, bench.Claim(Direct(2), 1).Refusal);
        Assert.Null(bench.Sweep().Change);
        Assert.Equal(Coordinated(1), Assert.Single(UnitSweep.StalePins(bench.Unit, bench.Now)));
        Assert.Equal(RefusalCode.None, bench.Verdict(Coordinated(1)).Refusal);
        Assert.Equal((10, 0), (bench.Unit.Sold, bench.Unit.Undelivered));
        Assert.Empty(UnitSweep.StalePins(bench.Unit, bench.Now));
    }

    [Fact]
    public void What_lapsed_or_was_released_cannot_be_pinned_and_what_is_sold_is_pinned_already()
    {
        var bench = new UnitBench();
        bench.Claim(Coordinated(1), 1);
        bench.Claim(Coordinated(2), 1);
        bench.Claim(Coordinated(3), 1);
        bench.Pin(Coordinated(3));
        bench.Verdict(Coordinated(3));
        bench.Release(Coordinated(2));
        bench.Pass(Ttl + Grace);
        Assert.Equal(RefusalCode.HoldExpired, bench.Pin(Coordinated(1)).Refusal);
        Assert.Equal(RefusalCode.HoldReleased, bench.Pin(Coordinated(2)).Refusal);
        Assert.True(bench.Pin(Coordinated(3)).Repeated);
        Assert.Equal(RefusalCode.HoldNotFound, bench.Pin(Coordinated(4)).Refusal);
    }

    [Fact]
    public void Releasing_frees_at_once_and_again_changes_nothing()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 4);
        Assert.NotNull(bench.Release(Direct(1)).Change);
        Assert.True(bench.Release(Direct(1)).Repeated);
        Assert.Equal((0, 10, 4L), (bench.Unit.Held, bench.Unit.Free, bench.Unit.Released));
        Assert.Equal(RefusalCode.HoldReleased, bench.Confirm(Direct(1)).Refusal);
    }

    [Fact]
    public void Releasing_a_pinned_claim_unpins_it()
    {
        var bench = new UnitBench();
        bench.Claim(Coordinated(1), 4);
        bench.Pin(Coordinated(1));
        bench.Release(Coordinated(1), EndReason.Expired);
        Assert.Equal((0, 4L), (bench.Unit.Held, bench.Unit.Expired));
        Assert.False(bench.Unit.Claims[0].IsPinned);
    }

    [Fact]
    public void A_withdrawn_part_leaves_no_trace_in_the_counts()
    {
        var bench = new UnitBench();
        bench.Claim(Coordinated(1), 4);
        bench.Release(Coordinated(1), EndReason.Withdrawn);
        Assert.Equal((0, 0L, 0L), (bench.Unit.Held, bench.Unit.Placed, bench.Unit.Released));
    }

    [Fact]
    public void What_is_sold_is_not_released_and_a_stranger_releases_nothing()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 1);
        bench.Claim(Direct(2), 1, "ann");
        bench.Confirm(Direct(1));
        Assert.Equal(RefusalCode.AlreadyBooked, bench.Release(Direct(1)).Refusal);
        Assert.Equal(RefusalCode.WrongToken, Release(12, "bob"));
        Assert.Equal(RefusalCode.WrongToken, Release(0, null));
        Assert.Equal(RefusalCode.None, Release(0, "ann"));
        Assert.Equal(RefusalCode.None, Release(11, null));

        RefusalCode Release(ulong token, string? customer) => UnitDecisions.Release(
            bench.Unit, new ReleaseUnit(Direct(2), EndReason.Released, Authorized: false, token, customer), bench.Now).Refusal;
    }

    [Fact]
    public void A_returned_booking_frees_its_places_once()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 4);
        Assert.Equal(RefusalCode.BookingNotFound, bench.Return(Direct(1)).Refusal);
        bench.Confirm(Direct(1));
        Assert.NotNull(bench.Return(Direct(1)).Change);
        Assert.True(bench.Return(Direct(1)).Repeated);
        Assert.Equal((0, 10, 0), (bench.Unit.Sold, bench.Unit.Free, bench.Unit.Undelivered));
        Assert.Equal(0, bench.Unit.Counts().Places.RevenueMinor);
        Assert.Equal(RefusalCode.BookingNotFound, bench.Return(Direct(2)).Refusal);
    }

    [Fact]
    public void Sums_survive_being_stored_whatever_was_done()
    {
        var random = new Random(4_711);
        var bench = new UnitBench(40);
        for (var step = 0; step < 3_000; step++)
        {
            var nonce = (ulong)random.Next(1, 60);
            var hold = nonce % 2 == 0 ? Direct(nonce) : Coordinated(nonce);
            _ = random.Next(8) switch
            {
                0 or 1 or 2 => bench.Claim(hold, random.Next(1, 6)),
                3 => bench.Pin(Coordinated(nonce)),
                4 => bench.Confirm(hold),
                5 => bench.Release(hold, (EndReason)random.Next(1, 4)),
                6 => bench.Return(hold),
                _ => bench.Sweep(),
            };
            bench.Pass(TimeSpan.FromSeconds(random.Next(0, 20)));
            var counts = bench.Unit.Counts();
            Assert.InRange(counts.Places.Held + counts.Places.Sold, 0, 40);
            Assert.Equal(counts, Harness.StoredForm.RoundTrip(bench.Unit).Counts());
            Assert.InRange(bench.Unit.Claims.Count, 0, 40 + UnitMemory.MaxEnded);
        }
    }

    [Fact]
    public void A_seat_gives_its_room_up_while_nobody_has_it_and_then_refuses_a_block_that_has_missed_that()
    {
        var bench = new UnitBench(capacity: 1);
        bench.Claim(Direct(1), 1);
        Assert.Equal(RefusalCode.SeatTaken, bench.Vacate(fence: 1).Refusal);
        bench.Release(Direct(1));
        Assert.Equal(RefusalCode.None, bench.Vacate(fence: 1).Refusal);
        Assert.Equal(RefusalCode.Busy, bench.Claim(Direct(2), 1).Refusal);
        Assert.Equal(RefusalCode.None, bench.Claim(bench.Wish(Direct(3), 1) with { Fence = 1 }).Refusal);
        bench.Confirm(Direct(3));
        bench.Return(Direct(3));
        Assert.Equal(RefusalCode.SeatTaken, bench.Vacate(fence: 2).Refusal);
    }

    [Fact]
    public void A_seat_whose_block_gave_it_another_room_goes_by_that_one()
    {
        UnitBench bench = new(capacity: 1);
        var wish = bench.Wish(Direct(1), 1, "ann") with { CustomerIsProof = true };
        bench.Claim(wish with { Unit = 5 });
        var again = bench.Claim(wish with { HoldId = Direct(2), Unit = 3 });
        Assert.Equal((RefusalCode.None, 3, 1), (again.Refusal, bench.Unit.Unit, bench.Unit.Held));
        Assert.True(bench.Claim(wish with { HoldId = Direct(3), Unit = 3 }).Repeated);
    }

    [Fact]
    public void Some_places_of_a_sale_go_back_and_the_others_stay_sold_for_what_they_cost()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 3);
        bench.Confirm(Direct(1));
        Assert.Equal(RefusalCode.None, bench.Keep(Direct(1), kept: 2, givenBack: 1).Refusal);
        Assert.Equal((2, 8, 3L, 1L, 1_000L), (bench.Unit.Sold, bench.Unit.Free, bench.Unit.Confirmed, bench.Unit.Released, bench.Unit.Counts().Places.RevenueMinor));
        Assert.True(bench.Keep(Direct(1), kept: 2, givenBack: 1).Repeated);
        bench.Keep(Direct(1), kept: 1, givenBack: 2, new SoldFor(300, 40, 10));
        var places = bench.Unit.Counts().Places;
        Assert.Equal((1, 2L, 300L, 40L, 10L), (places.Sold, places.Released, places.RevenueMinor, places.FeesMinor, places.TaxesMinor));
    }

    [Fact]
    public void That_a_hold_was_placed_is_told_again_as_it_was_whatever_was_given_back_since()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 3);
        var told = Placed();
        bench.Confirm(Direct(1));
        foreach (var (kept, givenBack) in new[] { (2, 1), (1, 2), (0, 3) })
        {
            bench.Keep(Direct(1), kept, givenBack);
            Assert.Equal(told, Placed());
        }

        (string Id, string Data) Placed()
        {
            var placed = Assert.Single(HoldFeed.Events(bench.Unit, bench.Unit.Claims[0], HoldNews.Placed));
            return (placed.Id, placed.Data);
        }
    }

    [Fact]
    public void What_comes_late_of_fewer_places_given_back_brings_none_of_them_to_sale_again_or_off_it()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 3);
        bench.Confirm(Direct(1));
        bench.Keep(Direct(1), kept: 1, givenBack: 2);
        Assert.True(bench.Keep(Direct(1), kept: 2, givenBack: 1).Repeated);
        Assert.Equal((1, 2L), (bench.Unit.Sold, bench.Unit.Released));
        bench.Return(Direct(1));
        Assert.True(bench.Keep(Direct(1), kept: 2, givenBack: 1).Repeated);
        Assert.Equal((0, 3L, HoldStatus.Released), (bench.Unit.Sold, bench.Unit.Released, bench.StatusOf(Direct(1))));
    }

    [Fact]
    public void A_unit_of_which_no_place_stays_is_free_and_what_was_never_sold_is_refused()
    {
        var bench = new UnitBench();
        bench.Claim(Coordinated(1), 2);
        Assert.Equal(RefusalCode.BookingNotFound, bench.Keep(Coordinated(1), kept: 0, givenBack: 2).Refusal);
        Assert.Equal(RefusalCode.BookingNotFound, bench.Keep(Coordinated(9), kept: 0, givenBack: 2).Refusal);
        bench.Pin(Coordinated(1));
        bench.Verdict(Coordinated(1));
        bench.Keep(Coordinated(1), kept: 0, givenBack: 2);
        Assert.Equal((0, 10, HoldStatus.Released), (bench.Unit.Sold, bench.Unit.Free, bench.StatusOf(Coordinated(1))));
    }
}
