using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Tests.Domain.Inventory;

/// <summary>The rules of everything that can be held and sold, without any runtime.</summary>
public sealed class UnitDecisionTests
{
    private static readonly DateTimeOffset Start = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>An allowance is of no section.</summary>
    private const string OfAllowance = "";

    private readonly UnitState _unit = new();
    private string _section = "floor";

    [Fact]
    public void The_same_claim_twice_is_one_claim()
    {
        var hold = Direct(1);
        Assert.Equal(RefusalCode.None, Claim(hold, 2).Refusal);
        var again = Claim(hold, 2);
        Assert.True(again.Repeated);
        Assert.Equal(2, _unit.Held);
        Assert.Single(_unit.Claims);
    }

    [Fact]
    public void No_more_is_granted_than_there_is()
    {
        Assert.Equal(RefusalCode.None, Claim(Direct(1), 3).Refusal);
        Assert.Equal(RefusalCode.InsufficientSeats, Claim(Direct(2), 2).Refusal);
        Assert.Equal(RefusalCode.None, Claim(Direct(3), 1).Refusal);
        Assert.Equal(4, _unit.Held);
    }

    [Fact]
    public void A_lease_is_free_for_whoever_asks_after_its_end_and_the_grace()
    {
        Claim(Direct(1), 4);
        Assert.Equal(RefusalCode.InsufficientSeats, Claim(Direct(2), 4, Start + Ttl + Seconds(1.9)).Refusal);
        Assert.Equal(RefusalCode.None, Claim(Direct(2), 4, Start + Ttl + Seconds(2)).Refusal);
        Assert.Equal((4, 4L), (_unit.Held, _unit.Expired));
    }

    [Fact]
    public void A_booking_is_checked_for_proof_then_repeat_then_time()
    {
        var hold = Direct(1);
        Claim(hold, 1);
        var late = Start + Ttl;
        Assert.Equal(RefusalCode.WrongToken, Confirm(hold, token: 8, late).Refusal);
        Assert.Equal(RefusalCode.HoldExpired, Confirm(hold, token: 7, late).Refusal);
        Assert.Equal(RefusalCode.None, Confirm(hold, token: 7, late - Seconds(0.001)).Refusal);
        Assert.True(Confirm(hold, token: 7, late + Ttl).Repeated);
        Assert.Equal((0, 1), (_unit.Held, _unit.Sold));
    }

    [Fact]
    public void A_verdict_is_carried_out_within_the_grace()
    {
        var hold = Coordinated(1);
        Claim(hold, 1);
        Assert.Equal(RefusalCode.None, Apply(UnitDecisions.Confirm(_unit, new ConfirmUnit(hold, Verdict: true, 0, null), Start + Ttl + Seconds(1))).Refusal);
    }

    [Fact]
    public void A_pinned_claim_waits_for_its_verdict_beyond_its_end()
    {
        var hold = Coordinated(1);
        Claim(hold, 4);
        Assert.Equal(RefusalCode.None, Apply(UnitDecisions.Pin(_unit, hold, Start + Seconds(1))).Refusal);
        Assert.Equal(RefusalCode.InsufficientSeats, Claim(Direct(2), 1, Start + (Ttl * 10)).Refusal);
        Assert.True(UnitDecisions.Pin(_unit, hold, Start + (Ttl * 10)).Repeated);
    }

    [Fact]
    public void A_lapsed_claim_can_not_be_pinned_or_extended()
    {
        var hold = Coordinated(1);
        Claim(hold, 1);
        var late = Start + Ttl + Seconds(2);
        Assert.Equal(RefusalCode.HoldExpired, UnitDecisions.Pin(_unit, hold, late).Refusal);
        Assert.Equal(RefusalCode.HoldExpired, UnitDecisions.Extend(_unit, hold, late + Ttl, late).Refusal);
    }

    [Fact]
    public void An_extension_moves_the_end_and_never_back()
    {
        var hold = Direct(1);
        Claim(hold, 4);
        Apply(UnitDecisions.Extend(_unit, hold, Start + (Ttl * 2), Start + Seconds(1)));
        Assert.True(UnitDecisions.Extend(_unit, hold, Start + Ttl, Start + Seconds(1)).Repeated);
        Assert.Equal(RefusalCode.None, Confirm(hold, 7, Start + Ttl + Seconds(30)).Refusal);
    }

    [Fact]
    public void A_release_needs_the_proof_or_the_operator_and_is_the_same_twice()
    {
        var hold = Direct(1);
        Claim(hold, 2);
        Assert.Equal(RefusalCode.WrongToken, Release(hold, token: 8, authorized: false).Refusal);
        Assert.Equal(RefusalCode.None, Release(hold, token: 7, authorized: false).Refusal);
        Assert.True(Release(hold, token: 7, authorized: false).Repeated);
        Assert.Equal((0, 2L), (_unit.Held, _unit.Released));
    }

    [Fact]
    public void What_is_booked_is_not_released_and_a_returned_booking_is_free_again()
    {
        var hold = Direct(1);
        Claim(hold, 2);
        Confirm(hold, 7, Start);
        Assert.Equal(RefusalCode.AlreadyBooked, Release(hold, 7, authorized: false).Refusal);
        var booking = BookingId.Of(hold);
        Apply(UnitDecisions.Return(_unit, booking, Start));
        Assert.Equal((0, 0), (_unit.Held, _unit.Sold));
        Assert.True(UnitDecisions.Return(_unit, booking, Start).Repeated);
    }

    [Fact]
    public void A_late_claim_does_not_revive_a_hold_that_was_released()
    {
        var hold = Coordinated(1);
        Claim(hold, 2);
        Release(hold, 0, authorized: true);
        Assert.Equal(RefusalCode.HoldReleased, Claim(hold, 2, Start + Seconds(5), issued: Start).Refusal);
        Assert.Equal(0, _unit.Held);
    }

    [Fact]
    public void A_release_that_comes_before_its_claim_keeps_the_claim_out()
    {
        var hold = Coordinated(1);
        Release(hold, 0, authorized: true);
        Assert.NotEqual(RefusalCode.None, Claim(hold, 2, Start + Seconds(1), issued: Start).Refusal);
    }

    [Fact]
    public void A_later_attempt_replaces_what_an_earlier_one_left_and_is_safe_from_its_late_messages()
    {
        var hold = Coordinated(1);
        Claim(hold, 3);
        Assert.Equal(RefusalCode.None, Claim(hold, 4, Start + Seconds(5), issued: Start + Seconds(5)).Refusal);
        Assert.Equal(4, _unit.Held);

        Apply(UnitDecisions.Release(_unit, new ReleaseUnit(hold, EndReason.Withdrawn, true, 0, null) { IssuedAt = Start }, Start + Seconds(6)));
        Assert.Equal(4, _unit.Held);
        Assert.True(Claim(hold, 3, Start + Seconds(7), issued: Start).Repeated);
    }

    [Fact]
    public void A_claim_that_was_too_long_on_its_way_is_refused()
    {
        Assert.Equal(RefusalCode.None, Claim(Direct(1), 1, Start + Seconds(20), issued: Start).Refusal);
        Assert.Equal(RefusalCode.Busy, Claim(Direct(2), 1, Start + Seconds(20.001), issued: Start).Refusal);
    }

    [Theory]
    [InlineData("floor", UnitMemory.MaxEnded)]
    [InlineData(OfAllowance, UnitMemory.MaxEndedOfAllowance)]
    public void Ended_claims_are_remembered_up_to_a_number_and_forgotten_ones_can_not_come_back(string section, int most)
    {
        _section = section;
        for (var i = 1; i <= most + 1; i++)
        {
            var at = Start + (i * Tick);
            Claim(Coordinated((ulong)i), 1, at, issued: at);
            Release(Coordinated((ulong)i), 0, authorized: true, at);
        }

        Assert.Equal(most, _unit.Claims.Count);
        Assert.Equal(RefusalCode.Busy, Claim(Coordinated(1), 1, Start + ((most + 2) * Tick), issued: Start + Tick).Refusal);
    }

    [Fact]
    public void Ended_claims_are_forgotten_after_a_while()
    {
        Claim(Direct(1), 1);
        Release(Direct(1), 7, authorized: false);
        var later = Start + TimeSpan.FromMilliseconds(UnitMemory.EndedMs + 1);
        Claim(Direct(2), 1, later, issued: later);
        Assert.Single(_unit.Claims);
    }

    [Fact]
    public void What_is_withheld_has_no_end_and_counts_apart()
    {
        Claim(Coordinated(1), 3);
        Assert.Equal(RefusalCode.None, Withhold(Coordinated(1), 3).Refusal);
        Assert.True(Withhold(Coordinated(1), 3).Repeated);
        Assert.Equal((0, 3, 1), (_unit.Held, _unit.Withheld, _unit.Free));
        Assert.Equal((0L, 3L), (_unit.Placed, _unit.EverWithheld));
        var later = Start + TimeSpan.FromDays(300);
        Assert.Equal(0, UnitSweep.NextMs(_unit));
        Assert.True(UnitSweep.Decide(_unit, later).Repeated);
        Assert.Equal(RefusalCode.InsufficientSeats, Claim(Direct(2), 2, later).Refusal);
        Assert.Equal(RefusalCode.None, Claim(Direct(2), 1, later).Refusal);
    }

    [Fact]
    public void What_is_withheld_is_not_sold_pinned_or_extended()
    {
        Claim(Coordinated(1), 3);
        Withhold(Coordinated(1), 3);
        Assert.NotEqual(RefusalCode.None, Apply(UnitDecisions.Confirm(_unit, new ConfirmUnit(Coordinated(1), Verdict: true, 0, null), Start)).Refusal);
        Assert.NotEqual(RefusalCode.None, Apply(UnitDecisions.Pin(_unit, Coordinated(1), Start)).Refusal);
        Assert.NotEqual(RefusalCode.None, Apply(UnitDecisions.Extend(_unit, Coordinated(1), Start + (2 * Ttl), Start)).Refusal);
        Assert.Equal(3, _unit.Withheld);
    }

    [Fact]
    public void Withheld_places_go_back_and_no_late_command_takes_them_again()
    {
        Claim(Coordinated(1), 4);
        Withhold(Coordinated(1), 4);
        Withhold(Coordinated(1), 1);
        Assert.True(Withhold(Coordinated(1), 3).Repeated);
        Assert.Equal((1, 3), (_unit.Withheld, _unit.Free));
        Release(Coordinated(1), 0, authorized: true);
        Assert.Equal((0, 4, 0L, 4L), (_unit.Withheld, _unit.Free, _unit.Released, _unit.EverWithheld));
        Assert.Equal(RefusalCode.HoldReleased, Withhold(Coordinated(1), 1).Refusal);
        Assert.Equal(RefusalCode.HoldReleased, Claim(Coordinated(1), 4).Refusal);
    }

    [Fact]
    public void A_claim_that_lapsed_is_not_withheld()
    {
        Claim(Coordinated(1), 4);
        Assert.Equal(RefusalCode.HoldExpired, Apply(UnitDecisions.Withhold(_unit, Coordinated(1), 4, Start + Ttl + Seconds(2))).Refusal);
        Assert.Equal(RefusalCode.HoldNotFound, Withhold(Coordinated(2), 4).Refusal);
    }

    private UnitDecision Withhold(HoldId hold, int places) => Apply(UnitDecisions.Withhold(_unit, hold, places, Start));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static HoldId Direct(ulong nonce) => HoldId.InUnit(5, 0, 0, nonce);

    private static HoldId Coordinated(ulong nonce) => HoldId.Coordinated(5, nonce);

    private UnitDecision Claim(HoldId hold, int quantity, DateTimeOffset? now = null, DateTimeOffset? issued = null)
    {
        var issuedAt = issued ?? now ?? Start;
        return Apply(UnitDecisions.Claim(_unit, new ClaimUnit
        {
            HoldId = hold,
            Quantity = quantity,
            Capacity = 4,
            TokenHash = 7,
            IssuedAt = issuedAt,
            ExpiresAt = issuedAt + Ttl,
            Grace = Seconds(2),
            EventKey = 5,
            SectionId = _section,
        }, now ?? Start));
    }

    private UnitDecision Confirm(HoldId hold, ulong token, DateTimeOffset now) =>
        Apply(UnitDecisions.Confirm(_unit, new ConfirmUnit(hold, Verdict: false, token, null), now));

    private UnitDecision Release(HoldId hold, ulong token, bool authorized, DateTimeOffset? now = null) =>
        Apply(UnitDecisions.Release(_unit, new ReleaseUnit(hold, EndReason.Released, authorized, token, null), now ?? Start));

    private UnitDecision Apply(UnitDecision decision)
    {
        if (decision.Change is { } change)
        {
            _unit.Apply(change);
        }

        return decision;
    }
}
