namespace Ticketing.Tickets;

/// <summary>The door's decisions: a ticket lets in once, and of several scans the first.</summary>
public static class CheckIn
{
    /// <param name="pass">The ticket as it is known.</param>
    /// <param name="revision">The revision of the code that was read, from claims that were checked.</param>
    /// <param name="scan">The scan.</param>
    public static CheckInDecision Admit(TicketPass pass, int revision, Scan scan)
    {
        if (pass.Admission is { } known && known.Id == scan.Id)
        {
            return new CheckInDecision(CheckInOutcome.Admitted, pass);
        }

        // A gate that is offline decides by what it knew: what ended afterwards was still good at its scan.
        var asked = scan.IsOffline ? scan.At : DateTimeOffset.MaxValue;
        if (revision < pass.Revision && asked >= pass.RevisedAt)
        {
            return Refused(pass, scan, CheckInOutcome.Superseded);
        }

        if (asked >= pass.RevokedAt)
        {
            return Refused(pass, scan, CheckInOutcome.Revoked);
        }

        if (scan.IsOffline && scan.At <= pass.UndoneAt)
        {
            return Refused(pass, scan, CheckInOutcome.Undone);
        }

        if (pass.Admission is not { } admission)
        {
            return new CheckInDecision(CheckInOutcome.Admitted, With(pass, scan, PassStepKind.Admitted));
        }

        return IsFirst(scan, admission)
            ? new CheckInDecision(CheckInOutcome.Admitted, With(pass, scan, PassStepKind.Corrected), admission) { IsConflict = true }
            : new CheckInDecision(CheckInOutcome.AlreadyAdmitted, pass, admission) { IsConflict = scan.IsOffline };
    }

    /// <summary>The admission was a mistake: the ticket lets in again. Null: nobody was let in.</summary>
    public static TicketPass? Undo(TicketPass pass, DateTimeOffset now, string by, string why) => pass.Admission is not { } admission ? null : pass with
    {
        Admission = null,

        // A gate's clock may be ahead: its scan stays undone.
        UndoneAt = admission.At > now ? admission.At : now,
        Trail = pass.Trail.Add(new PassStep(PassStepKind.Undone, now, by, admission.Gate, why)),
    };

    /// <summary>An offline scan that was refused has let somebody in all the same.</summary>
    private static CheckInDecision Refused(TicketPass pass, Scan scan, CheckInOutcome outcome) => new(outcome, pass, pass.Admission) { IsConflict = scan.IsOffline };

    /// <summary>Reported later, but read earlier; at the same moment the ids decide, so that the order of reports does not.</summary>
    private static bool IsFirst(Scan scan, Scan admission) =>
        scan.IsOffline && (scan.At < admission.At || (scan.At == admission.At && scan.Id.CompareTo(admission.Id) < 0));

    private static TicketPass With(TicketPass pass, Scan scan, PassStepKind kind) => pass with
    {
        Admission = scan,
        Trail = pass.Trail.Add(new PassStep(kind, scan.At, scan.By, scan.Gate)),
    };
}
