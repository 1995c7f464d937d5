using Ticketing.Holds;
using Ticketing.Inventory;
using static Ticketing.Tests.Domain.Inventory.UnitBench;

namespace Ticketing.Tests.Domain.Inventory;

/// <summary>Claims, their ends, and the late claim.</summary>
public class UnitLeaseTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_claim_repeated_changes_nothing()
    {
        var bench = new UnitBench();
        Assert.False(bench.Claim(Direct(1), 3).Repeated);
        var again = bench.Claim(Direct(1), 3);
        Assert.True(again.Repeated);
        Assert.Null(again.Change);
        Assert.Equal((3, 7, 3L), (bench.Unit.Held, bench.Unit.Free, bench.Unit.Placed));
    }

    [Fact]
    public void More_than_is_free_is_refused_and_changes_nothing()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 8);
        var refused = bench.Claim(Direct(2), 3);
        Assert.Equal(RefusalCode.InsufficientSeats, refused.Refusal);
        Assert.Null(refused.Change);
        Assert.Equal(1, bench.Unit.Revision);
        Assert.Equal(RefusalCode.None, bench.Claim(Direct(3), 2).Refusal);
    }

    [Fact]
    public void A_claim_whose_hold_is_over_already_is_refused()
    {
        var bench = new UnitBench();
        Assert.Equal(RefusalCode.HoldExpired, bench.Claim(bench.Wish(Direct(1), 1) with { ExpiresAt = Start }).Refusal);
        Assert.Empty(bench.Unit.Claims);
    }

    [Fact]
    public void A_lease_ends_at_the_holds_end_plus_the_grace_by_the_units_clock_though_nobody_swept()
    {
        var bench = new UnitBench();
        bench.Claim(Coordinated(1), 10);
        bench.Pass(Ttl + Grace - Millisecond);
        Assert.Equal(RefusalCode.InsufficientSeats, bench.Claim(Direct(2), 1).Refusal);
        bench.Pass(Millisecond);
        Assert.Equal(RefusalCode.None, bench.Claim(Direct(3), 10).Refusal);
        Assert.Equal(HoldStatus.Expired, bench.StatusOf(Coordinated(1)));
        Assert.Equal((10, 10L), (bench.Unit.Held, bench.Unit.Expired));
    }

    [Fact]
    public void A_hold_reads_as_expired_at_its_end_while_its_places_wait_for_the_grace()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 1);
        bench.Pass(Ttl - Millisecond);
        Assert.Equal(HoldStatus.Active, bench.StatusOf(Direct(1)));
        bench.Pass(Millisecond);
        Assert.Equal(HoldStatus.Expired, bench.StatusOf(Direct(1)));
        Assert.Equal(1, bench.Unit.Held);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public void A_sweep_frees_direct_claims_at_their_end_and_coordinated_ones_after_the_grace(bool coordinated, int graceSeconds)
    {
        var bench = new UnitBench();
        var hold = coordinated ? Coordinated(1) : Direct(1);
        bench.Claim(hold, 4);
        var due = Start + Ttl + TimeSpan.FromSeconds(graceSeconds);
        Assert.Equal(due.ToUnixTimeMilliseconds(), bench.Unit.Counts().NextSweepMs);
        bench.Now = due - Millisecond;
        Assert.Null(bench.Sweep().Change);
        bench.Now = due;
        Assert.NotNull(bench.Sweep().Change);
        Assert.Equal((0, 4L, 0L), (bench.Unit.Held, bench.Unit.Expired, bench.Unit.Counts().NextSweepMs));
        Assert.Null(bench.Sweep().Change);
    }

    [Fact]
    public void Extending_moves_the_end_and_never_back()
    {
        var bench = new UnitBench();
        bench.Claim(Coordinated(1), 1);
        var until = Start + (Ttl * 2);
        Assert.NotNull(bench.Extend(Coordinated(1), until).Change);
        Assert.True(bench.Extend(Coordinated(1), until).Repeated);
        Assert.True(bench.Extend(Coordinated(1), Start + Ttl).Repeated);
        Assert.Equal((until + Grace).ToUnixTimeMilliseconds(), bench.Unit.Counts().NextSweepMs);
        bench.Now = until + Grace;
        Assert.Equal(RefusalCode.HoldExpired, bench.Extend(Coordinated(1), until + Ttl).Refusal);
        Assert.Equal(RefusalCode.HoldNotFound, bench.Extend(Coordinated(9), until).Refusal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_late_claim_does_not_revive_what_was_released(bool coordinated)
    {
        var bench = new UnitBench();
        var hold = coordinated ? Coordinated(1) : Direct(1);
        var late = bench.Wish(hold, 2);
        bench.Claim(late);
        bench.Release(hold);
        bench.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(RefusalCode.HoldReleased, bench.Claim(late).Refusal);
        Assert.Equal(0, bench.Unit.Held);
    }

    [Fact]
    public void A_late_claim_does_not_revive_what_lapsed()
    {
        var bench = new UnitBench();
        var late = bench.Wish(Direct(1), 2);
        bench.Claim(late);
        bench.Pass(Ttl);
        bench.Sweep();
        Assert.Equal(RefusalCode.HoldExpired, bench.Claim(late).Refusal);
        bench.Pass(TimeSpan.FromMilliseconds(UnitMemory.EndedMs) + Ttl);
        bench.Claim(Direct(2), 1);
        Assert.Equal(-1, bench.Unit.IndexOf(Direct(1)));
        Assert.Equal(RefusalCode.HoldExpired, bench.Claim(late).Refusal);
    }

    [Fact]
    public void A_release_that_overtakes_its_claim_keeps_it_out()
    {
        var bench = new UnitBench();
        var late = bench.Wish(Coordinated(1), 2);
        Assert.Equal(RefusalCode.None, bench.Release(Coordinated(1)).Refusal);
        Assert.Equal(RefusalCode.HoldReleased, bench.Claim(late).Refusal);
        Assert.Equal((0, 0L, 0L), (bench.Unit.Held, bench.Unit.Placed, bench.Unit.Released));
        Assert.Equal(RefusalCode.HoldNotFound, bench.Release(Direct(5)).Refusal);
    }

    [Fact]
    public void Ended_holds_are_remembered_up_to_a_number_and_a_late_claim_of_a_forgotten_one_is_still_refused()
    {
        var bench = new UnitBench();
        List<ClaimUnit> wishes = [];
        for (ulong nonce = 1; nonce <= UnitMemory.MaxEnded + 5; nonce++)
        {
            wishes.Add(bench.Wish(Direct(nonce), 1));
            bench.Claim(wishes[^1]);
            bench.Release(Direct(nonce));
            bench.Pass(Millisecond);
        }

        Assert.Equal(UnitMemory.MaxEnded, bench.Unit.Claims.Count);
        Assert.Equal(-1, bench.Unit.IndexOf(Direct(5)));
        Assert.Equal(wishes[4].IssuedAt.ToUnixTimeMilliseconds(), bench.Unit.ForgottenMs);
        foreach (var late in wishes)
        {
            Assert.NotEqual(RefusalCode.None, bench.Claim(late).Refusal);
        }

        Assert.Equal(0, bench.Unit.Held);
        Assert.Equal(RefusalCode.None, bench.Claim(Direct(100), 10).Refusal);
    }

    [Fact]
    public void Ended_holds_are_forgotten_after_their_time_and_live_and_sold_ones_never()
    {
        var bench = new UnitBench();
        bench.Claim(Direct(1), 1);
        bench.Claim(Direct(2), 1);
        bench.Confirm(Direct(2));
        bench.Release(Direct(1));
        bench.Pass(TimeSpan.FromMilliseconds(UnitMemory.EndedMs));
        bench.Claim(Direct(3), 1);
        Assert.NotEqual(-1, bench.Unit.IndexOf(Direct(1)));
        bench.Pass(Millisecond);
        bench.Claim(Direct(4), 1);
        Assert.Equal(-1, bench.Unit.IndexOf(Direct(1)));
        Assert.NotEqual(-1, bench.Unit.IndexOf(Direct(2)));
        Assert.NotEqual(-1, bench.Unit.IndexOf(Direct(3)));
    }

    [Fact]
    public void In_the_house_event_the_customer_is_the_proof_and_the_end_is_not_renewed()
    {
        var bench = new UnitBench(1);
        bench.Claim(bench.Wish(Direct(1), 1, "ann") with { CustomerIsProof = true });
        bench.Pass(TimeSpan.FromSeconds(9));
        var again = bench.Claim(bench.Wish(Direct(2), 1, "ann") with { CustomerIsProof = true });
        Assert.True(again.Repeated);
        Assert.Equal(Start.ToUnixTimeMilliseconds(), again.Claim!.IssuedMs);
        Assert.Equal(RefusalCode.InsufficientSeats, bench.Claim(bench.Wish(Direct(3), 1, "bob") with { CustomerIsProof = true }).Refusal);
    }
}
