using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Inventory;

/// <summary>What a block granted of a coordinated hold's wish. On a refusal nothing stays claimed in the block.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.part-answer")]
public sealed record PartAnswer(
    [property: Id(0)] PlaceOutcome Outcome,
    [property: Id(1)] Refusal? Refusal = null)
{
    [Id(2)]
    public ImmutableArray<GrantedUnit> Units { get; init; } = [];

    /// <summary>Groups of seats side by side; 1 when all sit together, 0 without seats.</summary>
    [Id(3)]
    public int Groups { get; init; }

    [Id(4)]
    public string Currency { get; init; } = "";

    /// <summary>Fewer places than wished, and others were refused that may be free when they are asked for again.</summary>
    [Id(5)]
    public bool Contended { get; init; }

    public static PartAnswer NeedsTerms { get; } = new(PlaceOutcome.NeedsTerms);
}

/// <summary>A claim that a unit granted: places, the seat's name where it is a seat, and the price of each place.</summary>
[GenerateSerializer, Immutable, Persistence.PersistedState, Alias("ticketing.granted-unit")]
public readonly record struct GrantedUnit(
    [property: Id(0)] int Unit,
    [property: Id(1)] int Quantity,
    [property: Id(2)] string? Seat,
    [property: Id(3)] long UnitPriceMinor);
