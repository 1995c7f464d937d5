namespace Ticketing.Simulation;

/// <summary>What staff know of places that they keep from sale.</summary>
public sealed class WithholdingRecord
{
    public required EventRecord Event { get; init; }

    public required string Section { get; init; }

    /// <summary>The seats that were asked for. Empty: places without numbers.</summary>
    public required string[] Wanted { get; init; }

    public required int Quantity { get; init; }

    public required long Asked { get; init; }

    /// <summary>When staff learned that they are withheld.</summary>
    public long Granted { get; set; } = HoldRecord.Never;

    /// <summary>When staff learned that they are not, for good.</summary>
    public long Refused { get; set; } = HoldRecord.Never;

    public string? Id { get; set; }

    /// <summary>How often it was asked for. Each attempt that was cut off may have left claims, until they lapse.</summary>
    public int Attempts { get; set; }

    /// <summary>What was asked to be given back, in this order.</summary>
    public List<ReleaseRecord> Releases { get; } = [];

    public bool IsGranted => Granted != HoldRecord.Never;

    /// <summary>It may be there: it was asked for, and not refused.</summary>
    public bool MayBe => Refused == HoldRecord.Never;

    /// <summary>How many places are surely withheld at that moment.</summary>
    public int SurelyAt(long moment) =>
        Granted <= moment ? Quantity - Releases.Where(release => release.Asked <= moment).Sum(static release => release.Quantity) : 0;

    /// <summary>How many places may be withheld at some time between the two moments.</summary>
    public int PossiblyAt(long from, long until) => Asked > until ? 0
        : (PossiblyUntil < from ? 0 : Quantity - Releases.Where(release => release.Done < from).Sum(static release => release.Quantity)) + (MayLeave(from) ? Quantity * Attempts : 0);

    /// <summary>The earliest moment at which the seat may be another's.</summary>
    public long SurelyUntil(string seat) => Releases.Find(release => release.Seats.Contains(seat))?.Asked ?? HoldRecord.Never;

    /// <summary>Whether the seat may be withheld at some time between the two moments.</summary>
    public bool MayHave(string seat, long from, long until) => Wanted.Contains(seat) && Asked <= until && from <= PossiblyUntil
        && (MayLeave(from) || (Releases.Find(release => release.Seats.Contains(seat))?.Done ?? HoldRecord.Never) >= from);

    /// <summary>An attempt that was cut off may still have claims at that moment.</summary>
    private bool MayLeave(long from) => Attempts > 1 && (Math.Min(Granted, Refused) == HoldRecord.Never || from <= Math.Min(Granted, Refused) + Spans.Latest);

    /// <summary>What it had it gave back before it was refused; but for a claim of an attempt that was cut off.</summary>
    private long PossiblyUntil => MayBe ? HoldRecord.Never : Refused + Spans.Latest;

    public override string ToString() => $"withholding {Id ?? "?"}, asked for at {TimeSpan.FromTicks(Asked):hh\\:mm\\:ss\\.fffffff}, of {Quantity} in {Section} ({string.Join(',', Wanted)})";
}

/// <summary>Places of a withholding that were asked to be given back.</summary>
public sealed class ReleaseRecord
{
    public required string[] Seats { get; init; }

    public required int Quantity { get; init; }

    public required long Asked { get; init; }

    /// <summary>When staff learned that they are free.</summary>
    public long Done { get; set; } = HoldRecord.Never;
}
