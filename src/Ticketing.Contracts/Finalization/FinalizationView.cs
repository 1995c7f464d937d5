using Orleans;

namespace Ticketing.Finalization;

/// <summary>How far tickets are made out and mailed.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.finalization-view")]
public sealed record FinalizationView
{
    /// <summary>Bookings that were not looked at yet or are to be tried again: at most so many wait for their tickets.</summary>
    [Id(0)]
    public long Pending { get; init; }

    /// <summary>How many of them failed at least once.</summary>
    [Id(1)]
    public int Retrying { get; init; }

    /// <summary>Bookings whose tickets were made out.</summary>
    [Id(2)]
    public long Finalized { get; init; }

    /// <summary>Since when the oldest of the pending waits.</summary>
    [Id(3)]
    public DateTimeOffset? OldestPendingAt { get; init; }

    /// <summary>Dead letters that an admin may have retried, of both steps.</summary>
    [Id(4)]
    public int Dead { get; init; }

    [Id(5)]
    public int LettersPending { get; init; }

    [Id(6)]
    public long LettersSent { get; init; }

    /// <summary>Letters that were given up, also those whose dead letter found no room.</summary>
    [Id(7)]
    public long LettersGivenUp { get; init; }
}
