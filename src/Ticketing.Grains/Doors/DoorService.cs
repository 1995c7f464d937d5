using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

public sealed class DoorService(IGrainFactory grains, IEventCatalog events, TicketOptions options, Outages outages) : IDoorService
{
    /// <summary>How many grains are asked at once for one answer.</summary>
    private const int AtOnce = 64;

    public async Task<ScanAnswer> ScanAsync(ScanTicket command) =>
        !TryAddress(command, out var ticket) ? new ScanAnswer(RefusalCode.NoTicketCode, IsConflict: command.ReadAt is not null)
        : await events.FindAsync(ticket.Event) is not { } entry ? new ScanAnswer(RefusalCode.TicketForged, IsConflict: command.ReadAt is not null)
        : await AskAsync(DoorOf(ticket, entry), command with { Window = entry.View.Moved is null ? null : TicketIssue.WindowOf(entry.View, options) });

    public async Task<IReadOnlyList<ScanAnswer>> ScanAsync(IReadOnlyList<ScanTicket> commands)
    {
        List<ScanAnswer> answers = [];
        foreach (var some in commands.Chunk(AtOnce))
        {
            answers.AddRange(await Task.WhenAll(some.Select(ScanAsync)));
        }

        return answers;
    }

    public async Task<PassView?> FindAsync(TicketId ticket) =>
        await DoorAsync(ticket) is { } door ? await door.Find(ticket) : null;

    public async Task<PassView?> UndoAsync(TicketId ticket, Guid? scan)
    {
        if (await DoorAsync(ticket) is not { } door)
        {
            return null;
        }

        return (scan ?? (await door.Find(ticket))?.Admission?.Id) is { } known ? await door.Undo(new UndoAdmission(ticket, known)) : null;
    }

    public async Task<DoorCounts?> CountAsync(EventId id) => await AskAllAsync(id, static door => door.Counts()) is not { } parts ? null : new DoorCounts(
        [
            .. parts.SelectMany(static part => part.Gates)
                .GroupBy(static gate => gate.Gate, StringComparer.Ordinal)
                .Select(static gates => new GateCount(gates.Key, gates.Sum(static gate => gate.Admitted)))
                .OrderBy(static gate => gate.Gate, StringComparer.Ordinal),
        ],
        parts.Sum(static part => part.Undone),
        parts.Sum(static part => part.Conflicts));

    public async Task<IReadOnlyList<PassView>?> ConflictsAsync(EventId id) =>
        await AskAllAsync(id, static door => door.Conflicts()) is { } parts ? [.. parts.SelectMany(static part => part)] : null;

    public async Task<RevocationSlice?> RevocationsAsync(EventId id, long start, int limit) => await events.FindAsync(id) is null
        ? null
        : await grains.GetGrain<IRevocationListGrain>(GrainKeys.Event(id.Key)).List(start, limit);

    private async Task<ScanAnswer> AskAsync(IDoorGrain door, ScanTicket command)
    {
        var answer = await outages.RepeatAsync((Door: door, Command: command), static asked => asked.Door.Scan(asked.Command));

        // Whoever is told "too early" is told from when, as the event is now.
        return command.Window is { } window && answer.Claims is { } claims ? answer with { Claims = claims with { ValidFrom = window.From, ValidTo = window.To } } : answer;
    }

    private static bool TryAddress(ScanTicket command, out TicketId ticket)
    {
        ticket = command.Typed?.TicketId ?? default;
        return command.Typed is not null || TicketCodeAddress.TryRead(command.Code, out ticket);
    }

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
        await events.FindAsync(ticket.Event) is { } entry ? DoorOf(ticket, entry) : null;

    private IDoorGrain DoorOf(TicketId ticket, CatalogEntry entry) => Door(ticket.Event, DoorShards.Of(ticket, ShardsOf(entry)));

    private static int ShardsOf(CatalogEntry entry) => DoorShards.Count(entry.View.DoorPlaces);

    private IDoorGrain Door(EventId id, int shard) => grains.GetGrain<IDoorGrain>(DoorShards.Key(id, shard));
}
