using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Finalization;

/// <summary>Something for a booking that is still to be done.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.finalization-task")]
public sealed record FinalizationTask
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public FinalizationStep Step { get; init; }

    /// <summary>How often it was tried.</summary>
    [Id(2)]
    public int Attempts { get; init; }

    [Id(3)]
    public DateTimeOffset Since { get; init; }

    [Id(4)]
    public DateTimeOffset NextAt { get; init; }
}
