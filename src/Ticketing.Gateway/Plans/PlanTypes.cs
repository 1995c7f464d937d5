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
    /// <summary>Where the format is described, for editors.</summary>
    [JsonPropertyName("$schema")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schema { get; init; }

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

    /// <summary>What the service makes of it as a member of a request.</summary>
    internal PlanVerdict Judged(IPlanService plans, List<FieldError> errors) => Judged(plans, "plan.", errors);

    /// <param name="plans">Judges it.</param>
    /// <param name="path">What the names of its members begin with.</param>
    /// <param name="errors">Takes what is wrong.</param>
    internal PlanVerdict Judged(IPlanService plans, string path, List<FieldError> errors)
    {
        errors.AddRange(WrongIds(path).Take(1));
        var verdict = plans.Judge(
            new SeatPlan
            {
                Width = Width?.Hundredths ?? 0,
                Height = Height?.Hundredths ?? 0,
                Sections = [.. Sections.Select(static section => section.Facts)],
                Features = [.. (Features ?? []).Select(static feature => feature.Facts)],
            },
            path);
        errors.AddRange(verdict.Errors);
        return verdict;
    }

    private IEnumerable<FieldError> WrongIds(string path) =>
        from section in Sections.Select(static (one, at) => (Of: one, Path: $"sections[{at}]"))
        from row in (section.Of.Rows ?? []).Select((one, at) => (Of: one, Path: $"{section.Path}.rows[{at}]"))
        from seat in row.Of.Seats.Select((one, at) => (Of: one, At: at))
        where seat.Of.Id is { } id && id != SeatNames.Of(section.Of.Id, row.Of.Label, seat.Of.Label)
        select new FieldError($"{path}{row.Path}.seats[{seat.At}].id", $"id must be '{SeatNames.Of(section.Of.Id, row.Of.Label, seat.Of.Label)}', which its section, row and label say: leave it out.");

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

    internal PlannedSection Facts => new()
    {
        SectionId = Id,
        Name = Name ?? Id,
        Kind = Kind,
        Rows = [.. (Rows ?? []).Select(static row => row.Facts)],
        Capacity = Capacity ?? 0,
        Area = [.. Area ?? []],
    };

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

    internal PlannedRow Facts => new()
    {
        Label = Label,
        Seats = [.. Seats.Select(static seat => new PlannedSeat(seat.Label, seat.X.Hundredths, seat.Y.Hundredths, seat.Kind ?? SeatKind.Standard, seat.View ?? SeatView.Full))],
    };

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
        Id = SeatNames.Of(section, row, seat.Label),
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

    internal PlanFeature Facts => new()
    {
        Kind = Kind,
        Label = Label,
        Area = [.. Area],
    };

    internal static PlanFeatureDocument Of(PlanFeature feature) => new()
    {
        Kind = feature.Kind,
        Label = feature.Label,
        Area = feature.Area,
    };
}
