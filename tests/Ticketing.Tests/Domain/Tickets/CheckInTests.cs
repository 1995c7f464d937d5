using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Tickets;

/// <summary>What the door decides, whatever the order in which gates report.</summary>
public sealed class CheckInTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;
    private static readonly TicketPass New = new();

    [Fact]
    public void A_ticket_lets_in_once_and_says_afterwards_when_and_where()
    {
        var first = Online(1, 0);
        var admitted = CheckIn.Admit(New, 1, first);
        Assert.Equal((CheckInOutcome.Admitted, first, false), (admitted.Outcome, admitted.Pass.Admission, admitted.IsConflict));
        var again = CheckIn.Admit(admitted.Pass, 1, Online(2, 5));
        Assert.Equal((CheckInOutcome.AlreadyAdmitted, first, false), (again.Outcome, again.Other, again.IsConflict));
        Assert.Same(admitted.Pass, again.Pass);
    }

    [Fact]
    public void A_scan_that_is_reported_twice_is_one()
    {
        var pass = CheckIn.Admit(New, 1, Online(1, 0)).Pass;
        var repeated = CheckIn.Admit(pass, 1, Online(1, 0));
        Assert.Equal(CheckInOutcome.Admitted, repeated.Outcome);
        Assert.Same(pass, repeated.Pass);
    }

    [Fact]
    public void A_cancelled_booking_lets_nobody_in() =>
        Assert.Equal(CheckInOutcome.Revoked, CheckIn.Admit(New with { RevokedAt = Noon }, 1, Online(1, -60)).Outcome);

    [Fact]
    public void The_old_code_of_a_ticket_that_was_passed_on_lets_nobody_in()
    {
        var passed = New with { Revision = 2, RevisedAt = Noon };
        Assert.Equal(CheckInOutcome.Superseded, CheckIn.Admit(passed, 1, Online(1, 5)).Outcome);
        Assert.Equal(CheckInOutcome.Admitted, CheckIn.Admit(passed, 2, Online(1, 5)).Outcome);
    }

    [Fact]
    public void A_gate_that_was_offline_is_believed_about_what_ended_later()
    {
        Assert.Equal(CheckInOutcome.Admitted, CheckIn.Admit(New with { RevokedAt = Noon }, 1, Offline(1, -1)).Outcome);
        Assert.Equal(CheckInOutcome.Admitted, CheckIn.Admit(New with { Revision = 2, RevisedAt = Noon }, 1, Offline(1, -1)).Outcome);
        var late = CheckIn.Admit(New with { RevokedAt = Noon }, 1, Offline(1, 0));
        Assert.Equal((CheckInOutcome.Revoked, true), (late.Outcome, late.IsConflict));
        Assert.Equal(CheckInOutcome.Superseded, CheckIn.Admit(New with { Revision = 2, RevisedAt = Noon }, 1, Offline(1, 0)).Outcome);
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
                var decision = CheckIn.Admit(pass, 1, scan);
                (pass, conflicts) = (decision.Pass, conflicts + (decision.IsConflict ? 1 : 0));
            }

            Assert.Equal((scans[1], scans.Length - 1), (pass.Admission, conflicts));
        }
    }

    [Fact]
    public void An_earlier_scan_that_comes_later_takes_the_place_of_the_known_one_and_names_it()
    {
        var known = Online(1, 5);
        var corrected = CheckIn.Admit(CheckIn.Admit(New, 1, known).Pass, 1, Offline(2, 1));
        Assert.Equal((CheckInOutcome.Admitted, known, true), (corrected.Outcome, corrected.Other, corrected.IsConflict));
        Assert.Equal([PassStepKind.Admitted, PassStepKind.Corrected], corrected.Pass.Trail.Select(static step => step.Kind));
    }

    [Fact]
    public void What_is_undone_lets_in_again_and_stands_in_the_trail()
    {
        var undone = CheckIn.Undo(CheckIn.Admit(New, 1, Online(1, 0)).Pass, Noon.AddMinutes(1), "olga", "wrong person")!;
        Assert.Null(undone.Admission);
        Assert.Equal(new PassStep(PassStepKind.Undone, Noon.AddMinutes(1), "olga", "north", "wrong person"), undone.Trail[^1]);
        Assert.Equal(CheckInOutcome.Admitted, CheckIn.Admit(undone, 1, Online(2, 2)).Outcome);
        Assert.Null(CheckIn.Undo(undone, Noon, "olga", "again"));
    }

    [Fact]
    public void A_scan_from_before_the_undoing_does_not_come_back()
    {
        var undone = CheckIn.Undo(CheckIn.Admit(New, 1, Offline(1, 3)).Pass, Noon.AddMinutes(1), "olga", "wrong person")!;
        Assert.Equal((CheckInOutcome.Undone, true), (CheckIn.Admit(undone, 1, Offline(1, 3)).Outcome, CheckIn.Admit(undone, 1, Offline(2, 2)).IsConflict));
        Assert.Equal(CheckInOutcome.Admitted, CheckIn.Admit(undone, 1, Offline(3, 4)).Outcome);
    }

    private static Scan Online(byte id, int minutes) => new(new Guid(id, 0, 0, new byte[8]), Noon.AddMinutes(minutes), "north", "gate-7");

    private static Scan Offline(byte id, int minutes) => Online(id, minutes) with { IsOffline = true };

    private static IEnumerable<IReadOnlyList<Scan>> Orders(IReadOnlyList<Scan> scans) => scans.Count < 2
        ? [scans]
        : scans.SelectMany(first => Orders([.. scans.Where(scan => scan != first)]).Select(rest => (IReadOnlyList<Scan>)[first, .. rest]));
}
