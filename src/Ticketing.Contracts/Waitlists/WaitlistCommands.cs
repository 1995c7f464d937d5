using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>Leaves the waitlist, or gives an offer back.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.cancel-entry")]
public sealed record CancelEntry
{
    [Id(0)]
    public WaitlistEntryId Id { get; init; }

    [Id(1)]
    public string By { get; init; } = "";

    [Id(2)]
    public string? Why { get; init; }

    /// <summary>Null: whatever its version is.</summary>
    [Id(3)]
    public long? ExpectedVersion { get; init; }
}

/// <summary>Takes a customer out of an entry: a pseudonym stands where they stood. Who still waits, waits no longer.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.erase-entry")]
public sealed record EraseEntry(
    [property: Id(0)] WaitlistEntryId Id,
    [property: Id(1)] string Customer,
    [property: Id(2)] string Pseudonym);

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
