using Ticketing.Doors;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Doors;

/// <summary>What the door decides, whatever the order in which gates report.</summary>
public sealed class CheckInTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);
    private static readonly TicketPass New = new() { Booking = TicketSamples.Booking, Place = 3 };
    private static readonly Standing Good = new() { IsKnown = true };
    private static readonly Standing Cancelled = Good with { EndedAt = Noon };
    private static readonly Standing Reissued = Good with { Revision = 2, RevisedAt = Noon };

    [Fact]
    public void A_ticket_lets_in_once_and_says_afterwards_when_and_where()
    {
        var first = Online(1, 0);
        var admitted = Admit(New, first);
        Assert.Equal((RefusalCode.None, first, false), (admitted.Refusal, admitted.Pass.Admission, admitted.IsConflict));
        var again = Admit(admitted.Pass, Online(2, 5));
        Assert.Equal((RefusalCode.AlreadyAdmitted, first, false), (again.Refusal, again.Other, again.IsConflict));
        Assert.Same(admitted.Pass, again.Pass);
    }

    [Fact]
    public void A_scan_that_is_sent_twice_is_one_and_nobody_else_is_asked()
    {
        var pass = Admit(New, Online(1, 0)).Pass;
        Assert.Equal(new CheckInDecision(RefusalCode.None, pass), CheckIn.Known(pass, Online(1, 1)));
        Assert.Equal(RefusalCode.AlreadyAdmitted, CheckIn.Known(pass, Online(2, 1))!.Refusal);
        Assert.Null(CheckIn.Known(New, Online(1, 1)));
    }

    [Fact]
    public void A_cancelled_booking_lets_nobody_in() =>
        Assert.Equal(RefusalCode.TicketCancelled, Admit(New, Online(1, -60), Cancelled).Refusal);

    [Fact]
    public void A_ticket_that_its_booking_does_not_have_lets_nobody_in() =>
        Assert.Equal(RefusalCode.TicketNotFound, Admit(New, Online(1, 0), new Standing()).Refusal);

    [Fact]
    public void The_old_code_of_a_ticket_that_was_made_out_anew_lets_nobody_in()
    {
        Assert.Equal(RefusalCode.TicketRevoked, Admit(New, Online(1, 5), Reissued).Refusal);
        Assert.Equal(RefusalCode.None, CheckIn.Admit(New, Reissued, 2, Online(1, 5), Skew).Refusal);
    }

    [Fact]
    public void A_gate_that_was_offline_is_believed_about_what_surely_ended_later_and_the_organizer_is_told()
    {
        foreach (var (standing, refusal) in new[] { (Cancelled, RefusalCode.TicketCancelled), (Reissued, RefusalCode.TicketRevoked) })
        {
            var before = Admit(New, Offline(1, -3), standing);
            Assert.Equal((RefusalCode.None, true, Offline(1, -3)), (before.Refusal, before.IsConflict, before.Pass.Other));
            var within = Admit(New, Offline(1, -2), standing);
            Assert.Equal((refusal, true, null), (within.Refusal, within.IsConflict, within.Pass.Admission));
            Assert.Equal(Offline(1, -2), within.Pass.Other);
        }
    }

    [Fact]
    public void Of_several_scans_the_first_counts_whoever_reports_first()
    {
        Scan[] scans = [Offline(1, 3), Offline(2, 1), Offline(3, 2), Offline(4, 1)];
        foreach (var order in Orders(scans))
        {
            var pass = New;
            var conflicts = 0;
            foreach (var scan in order)
            {
                var decision = Admit(pass, scan);
                (pass, conflicts) = (decision.Pass, conflicts + (decision.IsConflict ? 1 : 0));
            }

            Assert.Equal((scans[1], scans.Length - 1), (pass.Admission, conflicts));

            // All of it again changes nothing about who is in.
            foreach (var scan in order)
            {
                var decision = Admit(pass, scan);
                Assert.Equal(scan == scans[1] ? RefusalCode.None : RefusalCode.AlreadyAdmitted, decision.Refusal);
                Assert.True(decision.IsConflict);
                Assert.Equal(scans[1], (pass = decision.Pass).Admission);
            }
        }
    }

    [Fact]
    public void An_earlier_scan_that_comes_later_takes_the_place_of_the_known_one_and_names_it()
    {
        var known = Online(1, 5);
        var corrected = Admit(Admit(New, known).Pass, Offline(2, 1));
        Assert.Equal((RefusalCode.None, known, true), (corrected.Refusal, corrected.Other, corrected.IsConflict));
        Assert.Equal((Offline(2, 1), known), (corrected.Pass.Admission, corrected.Pass.Other));
    }

    [Fact]
    public void What_is_undone_lets_in_again_but_not_by_a_late_repeat_of_the_same_scan()
    {
        var undone = CheckIn.Undo(Admit(New, Online(1, 0)).Pass, Online(1, 0).Id, Noon.AddMinutes(1))!;
        Assert.Equal((null, Online(1, 0)), (undone.Admission, undone.Undone));
        Assert.Equal(RefusalCode.AdmissionUndone, Admit(undone, Online(1, 0)).Refusal);
        var again = Admit(undone, Online(2, 2));
        Assert.Equal(RefusalCode.None, again.Refusal);
        Assert.Null(CheckIn.Undo(again.Pass, Online(1, 0).Id, Noon.AddMinutes(3)));
    }

    [Fact]
    public void A_scan_from_before_the_undoing_does_not_come_back()
    {
        var undone = CheckIn.Undo(Admit(New, Offline(1, 3)).Pass, Offline(1, 3).Id, Noon.AddMinutes(1))!;
        Assert.Equal((RefusalCode.AdmissionUndone, true), (Admit(undone, Offline(1, 3)).Refusal, Admit(undone, Offline(2, 2)).IsConflict));
        Assert.Equal(RefusalCode.None, Admit(undone, Offline(3, 4)).Refusal);
    }

    [Theory]
    [InlineData(0, 0, RefusalCode.None)]
    [InlineData(2, 2, RefusalCode.None)]
    [InlineData(-2, -10_000, RefusalCode.None)]
    [InlineData(3, 0, RefusalCode.ClockSkew)]
    [InlineData(-3, 0, RefusalCode.ClockSkew)]
    [InlineData(0, 3, RefusalCode.ClockSkew)]
    [InlineData(0, -10_081, RefusalCode.ScanTooOld)]
    public void A_gate_whose_clock_is_wrong_is_not_believed(int sentMinutes, int readMinutes, RefusalCode expected) =>
        Assert.Equal(expected, CheckIn.Doubt(Noon.AddMinutes(readMinutes), Noon.AddMinutes(sentMinutes), Noon, new TicketOptions()));

    [Fact]
    public void Tickets_spread_evenly_over_the_shards_of_an_event()
    {
        Assert.Equal([1, 1, 2, 1_024, 1_024], new long[] { 1, 64, 65, 65_536, 100_000_000 }.Select(DoorShards.Count));
        var shards = Enumerable.Range(1, 6_400).CountBy(place => DoorShards.Of(new TicketId(TicketSamples.Booking, place), 100)).ToArray();
        Assert.Equal(100, shards.Length);
        Assert.InRange(shards.Max(static shard => shard.Value), 64, 110);
    }

    private static CheckInDecision Admit(TicketPass pass, Scan scan, Standing? standing = null) => CheckIn.Admit(pass, standing ?? Good, 1, scan, Skew);

    private static Scan Online(byte id, int minutes) => new(new Guid(id, 0, 0, new byte[8]), Noon.AddMinutes(minutes), "north", "gate-7");

    private static Scan Offline(byte id, int minutes) => Online(id, minutes) with { IsOffline = true };

    private static IEnumerable<IReadOnlyList<Scan>> Orders(IReadOnlyList<Scan> scans) => scans.Count < 2
        ? [scans]
        : scans.SelectMany(first => Orders([.. scans.Where(scan => scan != first)]).Select(rest => (IReadOnlyList<Scan>)[first, .. rest]));
}
