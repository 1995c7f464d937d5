using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>Joins an event's waitlist. Repeating it with the same <see cref="Request"/> gives the same entry.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.join-waitlist")]
public sealed record JoinWaitlist
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public UInt128 Request { get; init; }

    [Id(2)]
    public string Customer { get; init; } = "";

    [Id(3)]
    public int Quantity { get; init; }

    /// <summary>Null: any section.</summary>
    [Id(4)]
    public string? SectionId { get; init; }

    /// <summary>Higher ones come first.</summary>
    [Id(5)]
    public int Priority { get; init; }

    [Id(6)]
    public string By { get; init; } = "";
}
