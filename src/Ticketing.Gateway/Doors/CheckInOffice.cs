using System.Collections.Immutable;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>The door, turned into grain calls: finds who admits a ticket, and asks all of an event's doors.</summary>
public sealed class CheckInOffice(IGrainFactory grains, IEventCatalog events, Outages outages)
{
    /// <summary>How many grains are asked at once for one answer.</summary>
    private const int AtOnce = 64;

    /// <summary>Scans have an identity of their own, so what is lost on the way is asked again.</summary>
    public async Task<ScanAnswer> ScanAsync(ScanTicket command) =>
        !TicketCodeAddress.TryRead(command.Code, out var ticket) ? new ScanAnswer(RefusalCode.NoTicketCode, IsConflict: command.ReadAt is not null)
        : await DoorAsync(ticket) is not { } door ? new ScanAnswer(RefusalCode.TicketForged, IsConflict: command.ReadAt is not null)
        : await outages.RepeatAsync((door, command), static asked => asked.door.Scan(asked.command));

    /// <summary>In the order in which they were given.</summary>
    public async Task<IReadOnlyList<ScanAnswer>> ScanAsync(IReadOnlyList<ScanTicket> commands)
    {
        List<ScanAnswer> answers = [];
        foreach (var some in commands.Chunk(AtOnce))
        {
            answers.AddRange(await Task.WhenAll(some.Select(ScanAsync)));
        }

        return answers;
    }

    /// <summary>Null: the ticket's event is none.</summary>
    public async Task<PassView?> FindAsync(TicketId ticket) =>
        await DoorAsync(ticket) is { } door ? await door.Find(ticket) : null;

    /// <summary>Null: nobody is in, or meanwhile another scan let somebody in.</summary>
    public async Task<PassView?> UndoAsync(TicketId ticket, Guid? scan)
    {
        if (await DoorAsync(ticket) is not { } door)
        {
            return null;
        }

        return (scan ?? (await door.Find(ticket))?.Admission?.Id) is { } known ? await door.Undo(new UndoAdmission(ticket, known)) : null;
    }

    /// <summary>Null: done. The code that counts at this moment counts no more afterwards.</summary>
    public async Task<Refusal?> ReissueAsync(TicketId ticket, BookingView booking) =>
        await grains.GetGrain<IBookingGrain>(ticket.Booking.GrainKey()).Reissue(new ReissueTicket(ticket.Place, booking.RevisionOf(ticket.Place)));

    /// <summary>Null: there is no such event.</summary>
    public async Task<DoorCounts?> CountAsync(EventId id) => await AskAllAsync(id, static door => door.Counts()) is not { } parts ? null : new DoorCounts(
        [
            .. parts.SelectMany(static part => part.Gates)
                .GroupBy(static gate => gate.Gate, StringComparer.Ordinal)
                .Select(static gates => new GateCount(gates.Key, gates.Sum(static gate => gate.Admitted)))
                .OrderBy(static gate => gate.Gate, StringComparer.Ordinal),
        ],
        parts.Sum(static part => part.Undone),
        parts.Sum(static part => part.Conflicts));

    /// <summary>Null: there is no such event.</summary>
    public async Task<IReadOnlyList<PassView>?> ConflictsAsync(EventId id) =>
        await AskAllAsync(id, static door => door.Conflicts()) is { } parts ? [.. parts.SelectMany(static part => part)] : null;

    /// <summary>Null: there is no such event.</summary>
    public async Task<RevocationSlice?> RevocationsAsync(EventId id, long start, int limit) => await events.FindAsync(id) is null
        ? null
        : await grains.GetGrain<IRevocationListGrain>(GrainKeys.Event(id.Key)).List(start, limit);

    private async Task<IReadOnlyList<T>?> AskAllAsync<T>(EventId id, Func<IDoorGrain, Task<T>> ask)
    {
        if (await events.FindAsync(id) is not { } entry)
        {
            return null;
        }

        List<T> answers = [];
        foreach (var shards in Enumerable.Range(0, ShardsOf(entry)).Chunk(AtOnce))
        {
            answers.AddRange(await Task.WhenAll(shards.Select(shard => ask(Door(id, shard)))));
        }

        return answers;
    }

    private async Task<IDoorGrain?> DoorAsync(TicketId ticket) =>
        await events.FindAsync(ticket.Event) is { } entry ? Door(ticket.Event, DoorShards.Of(ticket, ShardsOf(entry))) : null;

    private static int ShardsOf(CatalogEntry entry) => DoorShards.Count(entry.View.Sections.Sum(static section => (long)section.Capacity));

    private IDoorGrain Door(EventId id, int shard) => grains.GetGrain<IDoorGrain>(DoorShards.Key(id, shard));
}
