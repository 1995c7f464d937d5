using System.ComponentModel.DataAnnotations;

namespace Ticketing.Plans;

/// <summary>A hall in numbers: what a plan is made from.</summary>
public sealed record GeneratePlanRequest
{
    /// <summary>From the stage to the back, each behind the one before.</summary>
    [Length(1, 50)]
    public required IReadOnlyList<SectionShapeRequest> Sections { get; init; }

    internal PlanShape Shape => new() { Sections = [.. Sections.Select(static section => section.Facts)] };
}

/// <summary>A section in numbers.</summary>
public sealed record SectionShapeRequest
{
    /// <summary>Letters and digits of any script, <c>_</c> and <c>.</c>. The ids of its seats begin with it.</summary>
    [StringLength(32, MinimumLength = 1)]
    public required string Id { get; init; }

    /// <summary>Left out: the same as <c>id</c>.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>Left out: <c>straight</c>.</summary>
    public SectionForm? Shape { get; init; }

    /// <summary>How many rows.</summary>
    [Range(1, 500)]
    public int? Rows { get; init; }

    /// <summary>How many seats the first row has, or each table.</summary>
    [Range(1, 1_024)]
    public int? Seats { get; init; }

    /// <summary>How many more each row has than the one before. Left out: none.</summary>
    [Range(0, 50)]
    public int? More { get; init; }

    /// <summary>After how many seats, from the left, there is an aisle: numbers of the first row, which all rows have.</summary>
    [Length(0, 20)]
    public IReadOnlyList<AisleRequest>? Aisles { get; init; }

    /// <summary>How seats are numbered, as seen by who looks at the stage. Left out: <c>from_left</c>.</summary>
    public SeatNumbering? Numbering { get; init; }

    /// <summary>Left out: <c>letters</c>.</summary>
    public RowNaming? RowLabels { get; init; }

    /// <summary>Accessible seats at the ends of the last row, each with one for a companion beside it. Left out: none.</summary>
    [Range(0, 100)]
    public int? Accessible { get; init; }

    /// <summary>How many tables.</summary>
    [Range(1, 2_000)]
    public int? Tables { get; init; }

    /// <summary>How many tables side by side. Left out: about as many as behind one another.</summary>
    [Range(1, 100)]
    public int? Across { get; init; }

    /// <summary>How many places without numbers.</summary>
    [Range(1, Events.SectionRequest.MostPlaces)]
    public int? Capacity { get; init; }

    internal SectionShape Facts => new()
    {
        SectionId = Id,
        Name = Name ?? "",
        Form = Shape ?? SectionForm.Straight,
        Rows = Rows ?? 0,
        Seats = Seats ?? 0,
        More = More ?? 0,
        Aisles = [.. (Aisles ?? []).Select(static aisle => aisle.After).Order()],
        Numbering = Numbering ?? SeatNumbering.FromLeft,
        RowNaming = RowLabels ?? RowNaming.Letters,
        Accessible = Accessible ?? 0,
        Tables = Tables ?? 0,
        Across = Across ?? 0,
        Capacity = Capacity ?? 0,
    };
}

/// <summary>An aisle.</summary>
public sealed record AisleRequest
{
    /// <summary>How many seats there are on its left.</summary>
    [Range(1, 1_023)]
    public required int After { get; init; }
}
