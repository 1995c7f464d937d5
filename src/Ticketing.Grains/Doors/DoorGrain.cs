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
    private readonly List<(TicketId Ticket, Task<CheckInDecision> Told)> _admissions = [];
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
        var verdict = _ring.Check(command.Code, command.Served, command.ReadAt ?? now, command.Window);
        if (verdict.Claims is not { } claims)
        {
            return new ScanAnswer(CheckIn.RefusalOf(verdict.Fault), IsConflict: command.ReadAt is not null);
        }

        var scan = new Scan(command.ScanId, command.ReadAt ?? now, command.Gate, command.By, command.ReadAt is not null);
        var decision = CheckIn.Known(Pass(claims.TicketId), scan);
        if (decision is null or { Refusal: not RefusalCode.None })
        {
            if (Fault(command, verdict, now) is not RefusalCode.None and var fault)
            {
                return new ScanAnswer(fault, claims, IsConflict: scan.IsOffline);
            }
        }

        decision = decision is null ? await Admit(claims, scan) : await Keep(decision);
        return new ScanAnswer(decision.Refusal, claims, decision.Pass.Admission, decision.Other, decision.IsConflict);
    }

    public async Task<PassView?> Undo(UndoAdmission command)
    {
        var pass = Pass(command.Ticket);
        if (CheckIn.Undo(pass, command.ScanId, Now) is { } undone)
        {
            await Keep(undone);
            return DoorViews.View(undone);
        }

        await _door.Settled();
        return pass.Admission is null && pass.Undone?.Id == command.ScanId ? DoorViews.View(pass) : null;
    }

    public async Task<PassView?> Find(TicketId ticket)
    {
        // The booking knows already of those that are about to come in.
        foreach (var admission in _admissions.Where(admission => admission.Ticket == ticket).Select(static admission => admission.Told).ToArray())
        {
            await admission.Ended();
        }

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

    private async Task<CheckInDecision> Admit(TicketClaims claims, Scan scan)
    {
        var admission = (claims.TicketId, Told: AskAndAdmit(claims, scan));
        _admissions.Add(admission);
        try
        {
            return await admission.Told;
        }
        finally
        {
            _admissions.Remove(admission);
        }
    }

    private async Task<CheckInDecision> AskAndAdmit(TicketClaims claims, Scan scan)
    {
        var standing = await Attend(claims.TicketId);
        return await Keep(CheckIn.Admit(Pass(claims.TicketId), standing, claims.Revision, scan, _options.ClockSkew));
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
