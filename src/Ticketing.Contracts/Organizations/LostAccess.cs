using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Organizations;

/// <summary>Somebody was taken out of an organization, or given another role, and its owners are to be told.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.lost-access")]
public sealed record LostAccess
{
    /// <summary>Of two losses the later one has the higher number.</summary>
    [Id(0)]
    public long Number { get; init; }

    [Id(1)]
    public Guid OrganizationId { get; init; }

    /// <summary>Who it is, with the role that they had.</summary>
    [Id(2)]
    public StaffMember Member { get; init; } = new();

    /// <summary>The role that they have now; none: they are not of the organization any more.</summary>
    [Id(3)]
    public StaffRoles Role { get; init; }

    [Id(4)]
    public DateTimeOffset At { get; init; }

    /// <summary>Who did it. Null: nobody knows.</summary>
    [Id(5)]
    public string? By { get; init; }

    /// <summary>Who owned the organization until then, and has not been written to yet.</summary>
    [Id(6)]
    public ImmutableArray<StaffMember> Owners { get; init; } = [];
}
