using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Finalization;

/// <summary>What was tried as often as is allowed, and waits for an admin.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.dead-letter")]
public sealed record DeadLetter
{
    /// <summary>Counts them, from 1.</summary>
    [Id(0)]
    public long Number { get; init; }

    [Id(1)]
    public BookingId BookingId { get; init; }

    [Id(2)]
    public FinalizationStep Step { get; init; }

    [Id(3)]
    public int Attempts { get; init; }

    /// <summary>When it was tried first.</summary>
    [Id(4)]
    public DateTimeOffset Since { get; init; }

    /// <summary>When it was given up.</summary>
    [Id(5)]
    public DateTimeOffset At { get; init; }

    /// <summary>What went wrong in the last attempt. Never what is personal.</summary>
    [Id(6)]
    public string Error { get; init; } = "";
}
