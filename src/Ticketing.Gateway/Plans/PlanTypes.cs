using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Events;

namespace Ticketing.Plans;

/// <summary>
/// A seat plan: where the places of a hall are. Lengths are in seats: 1 is the distance of two neighbours in a row. y grows downwards, and the stage
/// is at the top.
/// </summary>
public sealed record SeatPlanDocument
{
    /// <summary>Of the format. Left out: 1.</summary>
    [Range(1, SeatPlan.Version)]
    public int? Version { get; init; }

    /// <summary>Left out: as wide as what is in it.</summary>
    public PlanLength? Width { get; init; }

    /// <summary>Left out: as deep as what is in it.</summary>
    public PlanLength? Height { get; init; }

    [Length(1, SectionRequest.Most)]
    public required IReadOnlyList<PlanSectionDocument> Sections { get; init; }

    /// <summary>What is drawn beside places.</summary>
    [Length(0, 2_000)]
    public IReadOnlyList<PlanFeatureDocument>? Features { get; init; }

    internal static SeatPlanDocument Of(SeatPlan plan) => new()
    {
        Version = SeatPlan.Version,
        Width = new PlanLength(plan.Width),
        Height = new PlanLength(plan.Height),
        Sections = [.. plan.Sections.Select(PlanSectionDocument.Of)],
        Features = [.. plan.Features.Select(PlanFeatureDocument.Of)],
    };
}

/// <summary>A section of a plan.</summary>
public sealed record PlanSectionDocument
{
    [StringLength(32, MinimumLength = 1)]
    public required string Id { get; init; }

    /// <summary>Left out: the same as <c>id</c>.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init; }

    public required SectionKind Kind { get; init; }

    /// <summary>The rows of a seated section, from the front; a table is a row.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Length(1, 20_000)]
    public IReadOnlyList<PlanRowDocument>? Rows { get; init; }

    /// <summary>How many places a general section has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Range(1, SectionRequest.MostPlaces)]
    public int? Capacity { get; init; }

    /// <summary>The corners of a general section, one after the other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Length(3, 64)]
    public IReadOnlyList<PlanPoint>? Area { get; init; }

    internal static PlanSectionDocument Of(PlannedSection section) => new()
    {
        Id = section.SectionId,
        Name = section.Name,
        Kind = section.Kind,
        Rows = section.Kind == SectionKind.Seated ? [.. section.Rows.Select(row => PlanRowDocument.Of(row, section.SectionId))] : null,
        Capacity = section.Kind == SectionKind.General ? section.Capacity : null,
        Area = section.Area.IsDefaultOrEmpty ? null : section.Area,
    };
}

/// <summary>A row of a plan.</summary>
public sealed record PlanRowDocument
{
    [StringLength(8, MinimumLength = 1)]
    public required string Label { get; init; }

    /// <summary>Each beside the one before. Between two that are more than 1.5 apart there is an aisle.</summary>
    [Length(1, 1_024)]
    public required IReadOnlyList<PlanSeatDocument> Seats { get; init; }

    internal static PlanRowDocument Of(PlannedRow row, string section) => new()
    {
        Label = row.Label,
        Seats = [.. row.Seats.Select(seat => PlanSeatDocument.Of(seat, section, row.Label))],
    };
}

/// <summary>A seat of a plan.</summary>
public sealed record PlanSeatDocument
{
    /// <summary>The section, the row and the label, which say it: it can be left out.</summary>
    public string? Id { get; init; }

    [StringLength(8, MinimumLength = 1)]
    public required string Label { get; init; }

    /// <summary>Where its middle is.</summary>
    public required PlanLength X { get; init; }

    /// <summary>Where its middle is.</summary>
    public required PlanLength Y { get; init; }

    /// <summary>Whom it is for. Left out: <c>standard</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SeatKind? Kind { get; init; }

    /// <summary>What one sees from it. Left out: <c>full</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SeatView? View { get; init; }

    internal static PlanSeatDocument Of(PlannedSeat seat, string section, string row) => new()
    {
        Id = $"{section}-{row}-{seat.Label}",
        Label = seat.Label,
        X = new PlanLength(seat.X),
        Y = new PlanLength(seat.Y),
        Kind = seat.Kind == SeatKind.Standard ? null : seat.Kind,
        View = seat.View == SeatView.Full ? null : seat.View,
    };
}

/// <summary>What is drawn beside places.</summary>
public sealed record PlanFeatureDocument
{
    public required FeatureKind Kind { get; init; }

    /// <summary>What is written on it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [StringLength(100, MinimumLength = 1)]
    public string? Label { get; init; }

    /// <summary>Its corners, one after the other.</summary>
    [Length(3, 64)]
    public required IReadOnlyList<PlanPoint> Area { get; init; }

    internal static PlanFeatureDocument Of(PlanFeature feature) => new()
    {
        Kind = feature.Kind,
        Label = feature.Label,
        Area = feature.Area,
    };
}
