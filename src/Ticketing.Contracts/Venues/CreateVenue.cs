using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;

namespace Ticketing.Venues;

/// <summary>Creates a venue. Repeating it with the same <see cref="Request"/> changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.create-venue")]
public sealed record CreateVenue
{
    [Id(0)]
    public UInt128 Request { get; init; }

    [Id(1)]
    public string Name { get; init; } = "";

    /// <summary>The sections that an event at this venue takes over.</summary>
    [Id(2)]
    public ImmutableArray<SectionSpec> Sections { get; init; } = [];

    /// <summary>The plan of its hall. Null: its rows tell.</summary>
    [Id(70)]
    public Guid? PlanId { get; init; }

    /// <summary>Whose it is. Null: the platform's, for everybody's events.</summary>
    [Id(80)]
    public Guid? OrganizationId { get; init; }
}
