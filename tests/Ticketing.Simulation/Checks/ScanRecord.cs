namespace Ticketing.Simulation;

/// <summary>What a gate knows of a scan. Moments are the loop's.</summary>
public sealed class ScanRecord
{
    public required string Id { get; init; }

    public required TicketRecord Ticket { get; init; }

    /// <summary>The revision of the code that was read.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was read, which is when it was first sent where there was a network.</summary>
    public required long Read { get; init; }

    /// <summary>When it was read by the gate's clock. Null: there was a network.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When the gate learned that its ticket was admitted by it.</summary>
    public long Admitted { get; set; } = HoldRecord.Never;

    /// <summary>When an admission that was told without any conflict was.</summary>
    public bool WasClean { get; set; }

    /// <summary>When it was first asked to be undone.</summary>
    public long UndoAsked { get; set; } = HoldRecord.Never;

    public bool IsAdmitted => Admitted != HoldRecord.Never;

    public override string ToString() =>
        $"scan {Id} of {Ticket.Id}, revision {Revision}, {(At is { } at ? $"offline at {at:O}" : "online")}, read at {TimeSpan.FromTicks(Read):hh\\:mm\\:ss\\.fffffff}";
}
