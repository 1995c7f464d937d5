using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;

namespace Ticketing.Venues;

/// <summary>A venue's facts.</summary>
[GenerateSerializer, Alias("ticketing.venue-state")]
public sealed class VenueState
{
    /// <summary>Names the request that created it.</summary>
    [Id(0)]
    public UInt128 Request { get; set; }

    /// <summary>0: there is no venue yet.</summary>
    [Id(1)]
    public long Version { get; set; }

    [Id(2)]
    public string Name { get; set; } = "";

    [Id(3)]
    public ImmutableArray<SectionSpec> Sections { get; set; } = [];

    [Id(4)]
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The directory has it.</summary>
    [Id(5)]
    public bool Listed { get; set; }

    /// <summary>The plan of its hall. Null: its rows tell.</summary>
    [Id(70)]
    public Guid? PlanId { get; set; }

    /// <summary>Whose it is. Null: the platform's.</summary>
    [Id(80)]
    public Guid? OrganizationId { get; set; }
}
