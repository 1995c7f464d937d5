using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Doors;

/// <summary>A ticket's code was read at a gate.</summary>
/// <param name="Id">Drawn by the gate: the same scan reported twice is one.</param>
/// <param name="At">When it was read, by the gate's clock where it was offline.</param>
/// <param name="Gate">Where.</param>
/// <param name="By">The subject of whoever scanned.</param>
/// <param name="IsOffline">Somebody was let in without asking, and it is reported afterwards.</param>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.scan")]
public sealed record Scan(
    [property: Id(0)] Guid Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Gate,
    [property: Id(3)] string By,
    [property: Id(4)] bool IsOffline = false);
