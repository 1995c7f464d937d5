namespace Ticketing.Tickets;

/// <summary>A ticket's code was read at a gate.</summary>
/// <param name="Id">Drawn by the gate: the same scan reported twice is one.</param>
/// <param name="At">When it was read, by the gate's clock where it was offline.</param>
/// <param name="Gate">Where.</param>
/// <param name="By">The subject of whoever scanned.</param>
/// <param name="IsOffline">It was let in without asking and is reported afterwards.</param>
public sealed record Scan(Guid Id, DateTimeOffset At, string Gate, string By, bool IsOffline = false);
