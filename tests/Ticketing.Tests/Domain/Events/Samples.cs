using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Domain.Events;

/// <summary>Events to start from.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly EventDefaults Defaults = new(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2));

    public static SectionSpec Stalls { get; } = new()
    {
        SectionId = "stalls",
        Name = "Stalls",
        Kind = SectionKind.Seated,
        Rows = [new("A", 600), new("B", 400), new("C", 25), new("D", 1_024)],
        PriceMinor = 4_550,
    };

    public static SectionSpec Floor { get; } = General("floor", 10_000);

    public static CreateEvent Concert { get; } = new()
    {
        EventId = EventId.FromKey(7),
        Request = 99,
        Name = "Concert",
        Venue = "Hall",
        Currency = "EUR",
        Sections = [Stalls, Floor],
    };

    public static SectionSpec General(string id, int capacity) =>
        new() { SectionId = id, Name = id, Kind = SectionKind.General, Capacity = capacity, PriceMinor = 1_000 };

    public static SectionSpec Seated(string id, int rows, int seats) => new()
    {
        SectionId = id,
        Kind = SectionKind.Seated,
        Rows = [.. Enumerable.Range(0, rows).Select(row => new RowPlan($"R{row}", seats))],
    };

    public static (EventState State, LayoutState Layout) Created(CreateEvent command) =>
        EventDecisions.Create(new EventState(), command, Defaults, Now).Created!.Value;

    public static SectionSpec RandomSection(Random random, int number) => random.Next(3) == 0
        ? General($"s{number}", random.Next(1, 100_000))
        : new SectionSpec
        {
            SectionId = $"s{number}",
            Kind = SectionKind.Seated,
            Rows = [.. Enumerable.Range(0, random.Next(1, 60)).Select(row => new RowPlan($"R{row}", random.Next(1, 1_025)))],
        };

    public static ImmutableArray<SectionSpec> RandomSections(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 6)).Select(number => RandomSection(random, number))];
}
