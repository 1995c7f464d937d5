using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>
/// Admits an event's tickets of one shard. The booking is asked at a ticket's first scan, and it writes that somebody came
/// before it says yes, so its cancellation and its admission can't both be acknowledged unknown to each other. Reentrant, so
/// that scans which come together share a write.
/// </summary>
[Reentrant, GrainType("ticketing.door")]
public sealed class DoorGrain : Grain, IDoorGrain
{
    private readonly Durable<DoorState> _door;
    private readonly TicketOptions _options;
    private readonly TimeProvider _time;
    private readonly List<(TicketId Ticket, Task Told)> _admissions = [];
    private byte[]? _secret;
    private TicketKeyRing? _ring;

    public DoorGrain([PersistentState("door")] IPersistentState<DoorState> state, TicketOptions options, TimeProvider time)
    {
        _door = new Durable<DoorState>(state, this);
        _options = options;
        _time = time;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ring?.Dispose();
        return Task.CompletedTask;
    }

    public async Task<ScanAnswer> Scan(ScanTicket command)
    {
        _secret ??= await GrainFactory.GetGrain<ISecretGrain>(ITicketKeysGrain.SecretPurpose).Get();

        // Not at the activation: whoever only counts needs no keys.
        _ring ??= TicketKeyRing.Of(_options, _secret);
        var now = Now;
        var at = command.ReadAt ?? now;
        var verdict = command.Typed is { } typed ? TicketKeyRing.Check(typed, command.Served, at, command.Window) : _ring.Check(command.Code, command.Served, at, command.Window);
        if (verdict.Claims is not { } claims)
        {
            return new ScanAnswer(CheckIn.RefusalOf(verdict.Fault), IsConflict: command.ReadAt is not null);
        }

        var scan = new Scan(command.ScanId, at, command.Gate, command.By, command.ReadAt is not null, command.Typed is not null);
        var known = CheckIn.Known(Pass(claims.TicketId), scan);
        if (known is null or { Refusal: not RefusalCode.None })
        {
            if (Fault(command, verdict, now) is not RefusalCode.None and var fault)
            {
                return new ScanAnswer(fault, claims, IsConflict: scan.IsOffline);
            }
        }

        var (decision, typeName) = known is null ? await Admit(claims, scan) : (await Keep(known), known.Refusal == RefusalCode.None ? await TypeName(claims.TicketId) : null);
        return new ScanAnswer(decision.Refusal, claims, decision.Pass.Admission, decision.Other, decision.IsConflict) { TypeName = typeName };
    }

    public async Task<PassView?> Undo(UndoAdmission command)
    {
        var pass = Pass(command.Ticket);
        if (CheckIn.Undo(pass, command.ScanId, Now) is { } undone)
        {
            await Keep(undone);
            await TakeBackAttendance(command.Ticket);
            return DoorViews.View(undone);
        }

        await _door.Settled();
        if (pass.Admission is not null || pass.Undone?.Id != command.ScanId)
        {
            return null;
        }

        // Asked again, since the answer was lost: perhaps before the booking knew.
        await TakeBackAttendance(command.Ticket);
        return DoorViews.View(pass);
    }

    public async Task<PassView?> Find(TicketId ticket)
    {
        await Admissions(ticket);
        var pass = _door.Value.Find(ticket);
        await _door.Settled();
        return pass is null ? null : DoorViews.View(pass);
    }

    public async Task<DoorCounts> Counts()
    {
        var counts = DoorViews.Counts(_door.Value);
        await _door.Settled();
        return counts;
    }

    public async Task<ImmutableArray<PassView>> Conflicts()
    {
        var conflicts = DoorViews.Conflicts(_door.Value);
        await _door.Settled();
        return conflicts;
    }

    /// <summary>Waits for those whom the booking knows already, and who are about to come in.</summary>
    private async Task Admissions(TicketId ticket)
    {
        foreach (var admission in _admissions.Where(admission => admission.Ticket == ticket).Select(static admission => admission.Told).ToArray())
        {
            await admission.Ended();
        }
    }

    /// <summary>
    /// Tells the booking that nobody is in, unless somebody came in meanwhile: those whom it knew of when it was asked how often somebody
    /// came are through, and after anybody since it counts higher.
    /// </summary>
    private async Task TakeBackAttendance(TicketId ticket)
    {
        var times = 0;
        for (var isCertain = false; !isCertain;)
        {
            await Admissions(ticket);
            times = (await Booking(ticket).Get())?.AttendancesOf(ticket.Place) ?? 0;
            isCertain = !_admissions.Exists(admission => admission.Ticket == ticket);
        }

        if (Pass(ticket).Admission is null)
        {
            await Booking(ticket).TakeBackAttendance(ticket.Place, times);
        }
    }

    private async Task<(CheckInDecision Decision, string? TypeName)> Admit(TicketClaims claims, Scan scan)
    {
        var told = AskAndAdmit(claims, scan);
        (TicketId, Task) admission = (claims.TicketId, told);
        _admissions.Add(admission);
        try
        {
            return await told;
        }
        finally
        {
            _admissions.Remove(admission);
        }
    }

    private async Task<(CheckInDecision Decision, string? TypeName)> AskAndAdmit(TicketClaims claims, Scan scan)
    {
        var standing = await Attend(claims.TicketId);
        return (await Keep(CheckIn.Admit(Pass(claims.TicketId), standing, claims.Revision, scan, _options.ClockSkew)), standing.TypeName);
    }

    private async Task<Standing> Attend(TicketId ticket)
    {
        var standing = await Booking(ticket).Attend(ticket.Place);
        var hold = ticket.Booking.Hold;
        if (standing.IsKnown || (await GrainFactory.HomeOf(hold).Get(hold)).Hold is not { Status: HoldStatus.Confirmed, ExchangeFor: null } confirmed)
        {
            return standing;
        }

        // Its home is about to hand it over.
        await Booking(ticket).Open(confirmed);
        return await Booking(ticket).Attend(ticket.Place);
    }

    /// <summary>For who asks again, and is told the same.</summary>
    private async Task<string?> TypeName(TicketId ticket) => (await Booking(ticket).Get())?.TypeNameOf(ticket.Place);

    private async Task<CheckInDecision> Keep(CheckInDecision decision)
    {
        await Keep(decision.Pass);
        return decision;
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private IBookingGrain Booking(TicketId ticket) => GrainFactory.GetGrain<IBookingGrain>(ticket.Booking.GrainKey());

    private TicketPass Pass(TicketId ticket) => _door.Value.Find(ticket) ?? new TicketPass { Booking = ticket.Booking, Place = ticket.Place };

    private RefusalCode Fault(ScanTicket command, TicketVerdict verdict, DateTimeOffset now)
    {
        var doubt = command is { ReadAt: { } readAt, SentAt: { } sentAt } ? CheckIn.Doubt(readAt, sentAt, now, _options) : RefusalCode.None;
        return doubt == RefusalCode.None ? CheckIn.RefusalOf(verdict.Fault) : doubt;
    }

    /// <summary>Completes when the pass is durable: at once when it is the one that is known, and durable.</summary>
    private Task Keep(TicketPass pass)
    {
        var known = _door.Value.Find(new TicketId(pass.Booking, pass.Place));
        if (ReferenceEquals(known, pass) || known is null && pass is { Admission: null, Other: null })
        {
            return _door.Settled();
        }

        _door.Value.Put(pass);
        return _door.Changed();
    }
}
