namespace Ticketing.Simulation;

/// <summary>A wish that a ticket be somebody else's. Moments are the loop's.</summary>
public sealed class PassRecord
{
    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>An idempotency key; null: none.</summary>
    public string? Key { get; init; }

    public required long Asked { get; init; }

    /// <summary>How often it was asked for. An attempt whose answer was lost may take effect late, if it has no key.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was acknowledged.</summary>
    public long Done { get; set; } = HoldRecord.Never;

    /// <summary>It was refused, and no attempt is on its way.</summary>
    public bool WasRefused { get; set; }

    public bool IsDone => Done != HoldRecord.Never;

    /// <summary>Nothing follows from it any more.</summary>
    public bool IsSettled => WasRefused || (IsDone && (Attempts == 1 || Key is not null));
}
