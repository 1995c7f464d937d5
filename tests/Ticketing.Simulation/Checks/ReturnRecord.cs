namespace Ticketing.Simulation;

/// <summary>A wish to give tickets of a booking back. Moments are the loop's.</summary>
public sealed class ReturnRecord
{
    /// <summary>The tickets, from 1.</summary>
    public required int[] Numbers { get; init; }

    public required long Asked { get; init; }

    public int Attempts { get; set; }

    /// <summary>When it was acknowledged.</summary>
    public long Done { get; set; } = HoldRecord.Never;

    /// <summary>It was refused, and no attempt is on its way.</summary>
    public bool WasRefused { get; set; }

    public bool IsDone => Done != HoldRecord.Never;
}
