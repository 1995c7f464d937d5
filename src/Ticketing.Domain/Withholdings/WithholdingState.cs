using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Withholdings;

/// <summary>A withholding as its grain keeps it.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Alias("ticketing.withholding-state")]
public sealed class WithholdingState
{
    [Id(0)]
    public Guid WithholdingId { get; set; }

    [Id(1)]
    public EventId EventId { get; set; }

    [Id(2)]
    public WithholdingPhase Phase { get; set; }

    /// <summary>The claims' name in their units: another one for each attempt, so that what is said of one does nothing to another.</summary>
    [Id(3)]
    public HoldId Claims { get; set; }

    /// <summary>When the attempt began.</summary>
    [Id(4)]
    public DateTimeOffset AttemptedAt { get; set; }

    /// <summary>Blocks that the attempt may have asked.</summary>
    [Id(5)]
    public List<int> Blocks { get; set; } = [];

    /// <summary>What is withheld, unit by unit. A part that is given back stays until its unit has heard it.</summary>
    [Id(6)]
    public List<WithheldPart> Parts { get; set; } = [];

    [Id(7)]
    public string SectionId { get; set; } = "";

    /// <summary>How many places there were at first.</summary>
    [Id(8)]
    public int Total { get; set; }

    [Id(9)]
    public string Reason { get; set; } = "";

    [Id(10)]
    public string By { get; set; } = "";

    [Id(11)]
    public DateTimeOffset At { get; set; }

    /// <summary>What was given back, the first first: each gave at least one place back, so they are never more than the places.</summary>
    [Id(12)]
    public List<WithheldRelease> Releases { get; set; } = [];

    /// <summary>Why it was refused: a late copy of the request gets the same answer.</summary>
    [Id(13)]
    public Refusal? Refusal { get; set; }

    /// <summary>The places are taken away for good.</summary>
    [Id(78)]
    public bool Removes { get; set; }
}

/// <summary>How far a withholding is. Numbers are stored.</summary>
public enum WithholdingPhase
{
    None = 0,

    /// <summary>Places are asked for. What was granted lapses by itself.</summary>
    Asking = 1,

    /// <summary>All are granted; their units are being told to keep them without an end.</summary>
    Marking = 2,

    /// <summary>It came to nothing: what was marked is to be given back.</summary>
    Undoing = 3,

    /// <summary>It was acknowledged, or may be.</summary>
    Active = 4,

    /// <summary>Nothing is withheld. Remembered for a while.</summary>
    Refused = 5,
}

/// <summary>Places of one unit that are withheld.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.withheld-part")]
public readonly record struct WithheldPart(
    [property: Id(0)] int Block,
    [property: Id(1)] int Unit,
    [property: Id(2)] int Places,
    [property: Id(3)] string? Seat,
    [property: Id(4)] bool IsUntold);
