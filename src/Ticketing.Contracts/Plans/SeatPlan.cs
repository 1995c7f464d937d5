using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;

namespace Ticketing.Plans;

/// <summary>
/// Where the places of a hall are, as a picture shows them: the stage is at the top. Lengths are in hundredths of a seat, which is the distance
/// of two neighbours in a row.
/// </summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.seat-plan")]
public sealed record SeatPlan
{
    /// <summary>Hundredths of a seat.</summary>
    public const int Seat = 100;

    /// <summary>The version of the document that a plan is sent as.</summary>
    public const int Version = 1;

    /// <summary>Seats of one plan. A picture of more helps nobody, and would be megabytes.</summary>
    public const int MostSeats = 100_000;

    /// <summary>How wide or deep a plan may be, in hundredths of a seat: what is farther away is no hall.</summary>
    public const int MostLength = 10_000 * Seat;

    [Id(0)]
    public int Width { get; init; }

    [Id(1)]
    public int Height { get; init; }

    [Id(2)]
    public ImmutableArray<PlannedSection> Sections { get; init; } = [];

    [Id(3)]
    public ImmutableArray<PlanFeature> Features { get; init; } = [];
}

/// <summary>A section as it is drawn.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.planned-section")]
public sealed record PlannedSection
{
    [Id(0)]
    public string SectionId { get; init; } = "";

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public SectionKind Kind { get; init; }

    /// <summary>Rows from the front. Empty for general admission.</summary>
    [Id(3)]
    public ImmutableArray<PlannedRow> Rows { get; init; } = [];

    /// <summary>Places of a general section. For a seated one the rows tell.</summary>
    [Id(4)]
    public int Capacity { get; init; }

    /// <summary>Where one stands: the corners, one after the other. Empty: nobody said.</summary>
    [Id(5)]
    public ImmutableArray<PlanPoint> Area { get; init; } = [];
}

/// <summary>A row as it is drawn, or the seats of a table: each beside the one before.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.planned-row")]
public sealed record PlannedRow
{
    [Id(0)]
    public string Label { get; init; } = "";

    [Id(1)]
    public ImmutableArray<PlannedSeat> Seats { get; init; } = [];
}

/// <summary>A seat as it is drawn.</summary>
/// <param name="Label">What it is called in its row.</param>
/// <param name="X">Where its middle is, from the left.</param>
/// <param name="Y">Where its middle is, from the stage.</param>
/// <param name="Kind">Whom it is for.</param>
/// <param name="View">What one sees from it.</param>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.planned-seat")]
public readonly record struct PlannedSeat(
    [property: Id(0)] string Label,
    [property: Id(1)] int X,
    [property: Id(2)] int Y,
    [property: Id(3)] SeatKind Kind = SeatKind.Standard,
    [property: Id(4)] SeatView View = SeatView.Full);

/// <summary>Whom a seat is for. Numbers are stored: never reuse one.</summary>
public enum SeatKind
{
    Standard = 0,

    /// <summary>Who uses a wheelchair, or needs the room.</summary>
    Accessible = 1,

    /// <summary>Who comes with somebody on an accessible seat beside it.</summary>
    Companion = 2,
}

/// <summary>What one sees from a seat. Numbers are stored: never reuse one.</summary>
public enum SeatView
{
    Full = 0,

    /// <summary>Something stands in the way.</summary>
    Restricted = 1,
}

/// <summary>What is drawn beside places.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.plan-feature")]
public sealed record PlanFeature
{
    [Id(0)]
    public FeatureKind Kind { get; init; }

    /// <summary>What is written on it. Null: nothing.</summary>
    [Id(1)]
    public string? Label { get; init; }

    /// <summary>Its corners, one after the other.</summary>
    [Id(2)]
    public ImmutableArray<PlanPoint> Area { get; init; } = [];
}

/// <summary>What a feature is. Numbers are stored: never reuse one.</summary>
public enum FeatureKind
{
    Stage = 0,
    Table = 1,
    Wall = 2,
    Entrance = 3,

    /// <summary>A text alone.</summary>
    Label = 4,
}

/// <summary>A place in a plan.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.plan-point")]
public readonly record struct PlanPoint([property: Id(0)] int X, [property: Id(1)] int Y);
