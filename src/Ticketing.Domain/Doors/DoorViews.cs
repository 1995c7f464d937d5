using System.Collections.Immutable;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>A shard's tickets as callers see them.</summary>
public static class DoorViews
{
    public static PassView View(TicketPass pass) => new(new TicketId(pass.Booking, pass.Place), pass.Admission, pass.Undone, pass.Other);

    public static DoorCounts Counts(DoorState door) => new(
        [
            .. door.Passes.Where(static pass => pass.Admission is not null)
                .CountBy(static pass => pass.Admission!.Gate, StringComparer.Ordinal)
                .Select(static gate => new GateCount(gate.Key, gate.Value)),
        ],
        door.Passes.Count(static pass => pass is { Undone: not null, Admission: null }),
        door.Passes.Count(static pass => pass.Other is not null));

    public static ImmutableArray<PassView> Conflicts(DoorState door) =>
        [.. door.Passes.Where(static pass => pass.Other is not null).Select(View)];
}
