namespace Ticketing.Simulation;

/// <summary>
/// The door's promises: a ticket admits once, or somebody is told; one that was cancelled or made out anew admits nobody who
/// came after that was acknowledged; nobody is turned away without a reason.
/// </summary>
public sealed class DoorCheck(World world, History history)
{
    private const string Promise = "I11";

    /// <summary>Somebody was let in by the service's word.</summary>
    public void Admitted(ScanRecord scan, bool isConflict)
    {
        var ticket = scan.Ticket;
        history.Require(ticket.Returned >= scan.Read, Promise, () => $"{scan} was admitted after it was acknowledged that the ticket is given back");
        history.Require(!IsOver(scan), Promise, () => $"{scan} was admitted after it was acknowledged that its booking is cancelled: {ticket.Hold}");
        history.Require(
            !ticket.Reissues.Exists(reissue => reissue.Revision >= scan.Revision && reissue.Done < scan.Read),
            Promise,
            () => $"{scan} was admitted after it was acknowledged that its code counts no more");
        if (!scan.IsAdmitted)
        {
            scan.Admitted = world.Loop.Now;
        }

        scan.WasClean |= !isConflict;
        var clean = ticket.Scans.Where(other => other.WasClean).ToArray();
        history.Require(
            clean.Length <= 1 + ticket.Scans.Count(other => other.UndoAsked != HoldRecord.Never),
            Promise,
            () => $"{ticket.Id} admitted more than once, and nobody was told: {string.Join("; ", clean.AsEnumerable())}");
    }

    /// <summary>Somebody was turned away.</summary>
    public void Refused(ScanRecord scan, Reply reply)
    {
        var ticket = scan.Ticket;
        var isRight = reply.Code switch
        {
            "already_admitted" => ticket.Scans.Exists(other => other != scan),
            "ticket_cancelled" => ticket.ReturnAsked != HoldRecord.Never || ticket.Hold.CancelAsked != HoldRecord.Never || ticket.Hold.IsPaid,
            "ticket_revoked" => ticket.Reissues.Count > 0 || ticket.Hold.ExchangeAsked != HoldRecord.Never,
            "admission_undone" => scan.UndoAsked != HoldRecord.Never,

            // The clock was set back since the booking was confirmed.
            "ticket_not_yet_valid" => world.Counts.Of("clock step") > 0,
            _ => false,
        };
        history.Require(
            isRight || world.WasSplit || reply.IsUnknown || reply.Status == Reply.NoService, Promise, () => $"{scan} was refused, and there is no reason: {reply}");
    }

    /// <summary>A customer was told that the booking is cancelled.</summary>
    public static bool MayCancel(HoldRecord hold) => !hold.Tickets.Exists(ticket => IsIn(ticket, hold.CancelAsked));

    /// <summary>Somebody was in with a ticket before it was asked to be given back, and nobody took that back.</summary>
    public static bool IsIn(TicketRecord ticket, long asked) => ticket.Scans.Exists(scan => scan.Admitted < asked && scan.UndoAsked == HoldRecord.Never);

    /// <summary>Once quiet, the door knows who is in: the first of those who were let in, unless it was undone.</summary>
    public void Final(TicketRecord ticket, Reply reply)
    {
        if (ticket.Scans.Exists(scan => scan.UndoAsked != HoldRecord.Never) || !ticket.Scans.Exists(scan => scan.IsAdmitted))
        {
            return;
        }

        var id = reply.Status == 200 && reply.Text("status") == "admitted" ? reply.Body.GetProperty("admission").GetProperty("scan_id").GetString() : null;
        var counts = ticket.Scans.Find(scan => scan.Id == id);
        history.Require(counts is not null, Promise, () => $"{ticket.Id} was admitted, and at the end it is {reply}");
        foreach (var scan in ticket.Scans.Where(scan => counts?.At is not null && scan.At is not null && scan.IsAdmitted))
        {
            history.Require(counts!.At <= scan.At, Promise, () => $"{counts} counts, and {scan} was first");
        }
    }

    /// <summary>It was acknowledged before the scan that its booking is cancelled.</summary>
    private static bool IsOver(ScanRecord scan) => scan.Ticket.Hold.Cancelled < scan.Read;
}
