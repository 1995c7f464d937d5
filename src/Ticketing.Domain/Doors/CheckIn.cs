using Orleans;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>The door's decisions: a ticket lets in once, and of several scans the first.</summary>
public static class CheckIn
{
    /// <summary>The answer that needs nobody else. Null: the booking has to be asked.</summary>
    public static CheckInDecision? Known(TicketPass pass, Scan scan)
    {
        if (pass.Admission?.Id == scan.Id)
        {
            return new CheckInDecision(RefusalCode.None, pass) { Other = pass.Other, IsConflict = scan.IsOffline && pass.Other is not null };
        }

        if (pass.Undone?.Id == scan.Id)
        {
            return new CheckInDecision(RefusalCode.AdmissionUndone, pass) { Other = pass.Undone };
        }

        return pass.Admission is { } admission && !scan.IsOffline
            ? new CheckInDecision(RefusalCode.AlreadyAdmitted, pass) { Other = admission }
            : null;
    }

    /// <param name="pass">The ticket as the door knows it.</param>
    /// <param name="standing">What its booking says.</param>
    /// <param name="revision">The revision of the code that was read, from claims that were checked.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="skew">How far the clock of a gate that was offline may be off.</param>
    public static CheckInDecision Admit(TicketPass pass, Standing standing, int revision, Scan scan, TimeSpan skew)
    {
        if (Known(pass, scan) is { } known)
        {
            return known;
        }

        if (!standing.IsKnown)
        {
            return Refused(pass, scan, RefusalCode.TicketNotFound);
        }

        if (Counts(scan, standing.EndedAt, skew))
        {
            return Refused(pass, scan, RefusalCode.TicketCancelled);
        }

        if (revision < standing.Revision && Counts(scan, standing.CodeEndedAt(revision), skew))
        {
            return Refused(pass, scan, RefusalCode.TicketRevoked);
        }

        if (scan.IsOffline && scan.At <= pass.UndoneAt)
        {
            return Refused(pass, scan, RefusalCode.AdmissionUndone);
        }

        if (pass.Admission is not { } admission)
        {
            // It was good when it was read, and is not any more: the organizer should know who is in.
            var isOver = standing.EndedAt is not null || revision < standing.Revision;
            return new CheckInDecision(RefusalCode.None, pass with { Admission = scan, Other = isOver ? scan : pass.Other })
            {
                IsConflict = isOver || (scan.IsOffline && pass.Other is not null),
                Other = pass.Other,
            };
        }

        return IsFirst(scan, admission)
            ? new CheckInDecision(RefusalCode.None, pass with { Admission = scan, Other = admission }) { Other = admission, IsConflict = true }
            : Refused(pass, scan, RefusalCode.AlreadyAdmitted);
    }

    /// <summary>The admission was a mistake: the ticket lets in again. Null: it is not this scan that let somebody in.</summary>
    public static TicketPass? Undo(TicketPass pass, Guid scan, DateTimeOffset now) => pass.Admission is not { } admission || admission.Id != scan ? null : pass with
    {
        Admission = null,
        Undone = admission,

        // A gate's clock may be ahead: its scan stays undone.
        UndoneAt = admission.At > now ? admission.At : now,
        Other = null,
    };

    /// <summary>Why a report of a gate that was offline is not taken at its word.</summary>
    public static RefusalCode Doubt(DateTimeOffset readAt, DateTimeOffset sentAt, DateTimeOffset now, TicketOptions options) =>
        (sentAt - now).Duration() > options.ClockSkew || readAt - now > options.ClockSkew ? RefusalCode.ClockSkew
        : now - readAt > options.UploadWithin ? RefusalCode.ScanTooOld
        : RefusalCode.None;

    /// <summary>Why a code is not good by itself.</summary>
    public static RefusalCode RefusalOf(TicketFault fault) => fault switch
    {
        TicketFault.None => RefusalCode.None,
        TicketFault.WrongEvent => RefusalCode.WrongEvent,
        TicketFault.NotYetValid => RefusalCode.TicketTooEarly,
        TicketFault.Expired => RefusalCode.TicketExpired,
        TicketFault.Malformed or TicketFault.Truncated => RefusalCode.NoTicketCode,
        _ => RefusalCode.TicketForged,
    };

    /// <summary>
    /// Whether what happened to a ticket counts for a scan. A gate that was offline decided by what it knew: what surely
    /// happened afterwards, however its clock goes, does not.
    /// </summary>
    private static bool Counts(Scan scan, DateTimeOffset? happened, TimeSpan skew) =>
        happened is { } at && (!scan.IsOffline || scan.At + skew >= at);

    /// <summary>A scan of a gate that was offline has let somebody in all the same.</summary>
    private static CheckInDecision Refused(TicketPass pass, Scan scan, RefusalCode refusal) => scan.IsOffline
        ? new CheckInDecision(refusal, pass.Other?.Id == scan.Id ? pass : pass with { Other = scan }) { Other = pass.Admission, IsConflict = true }
        : new CheckInDecision(refusal, pass) { Other = pass.Admission };

    /// <summary>Reported later, but read earlier; at the same moment the ids decide, so that the order of reports does not.</summary>
    private static bool IsFirst(Scan scan, Scan admission) =>
        scan.IsOffline && (scan.At < admission.At || (scan.At == admission.At && scan.Id.CompareTo(admission.Id) < 0));
}

/// <summary>The answer to a scan, and what it changes.</summary>
/// <param name="Refusal">The answer; <see cref="RefusalCode.None"/>: admitted.</param>
/// <param name="Pass">The pass from now on; the same object where nothing changes.</param>
public sealed record CheckInDecision(RefusalCode Refusal, TicketPass Pass)
{
    /// <summary>The scan that is in the way, or that no longer counts.</summary>
    public Scan? Other { get; init; }

    /// <summary>Somebody is in who should not be: a gate that was offline has to be told.</summary>
    public bool IsConflict { get; init; }
}

/// <summary>What the door knows of a ticket.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-pass")]
public sealed record TicketPass
{
    [Id(0)]
    public BookingId Booking { get; init; }

    [Id(1)]
    public int Place { get; init; }

    /// <summary>The scan that let somebody in. Null: nobody is in.</summary>
    [Id(2)]
    public Scan? Admission { get; init; }

    /// <summary>The admission that was undone last.</summary>
    [Id(3)]
    public Scan? Undone { get; init; }

    /// <summary>Scans that were reported up to then let nobody in any more.</summary>
    [Id(4)]
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>The scan that last let somebody in although it does not count: a conflict, until the admission is undone.</summary>
    [Id(5)]
    public Scan? Other { get; init; }
}
