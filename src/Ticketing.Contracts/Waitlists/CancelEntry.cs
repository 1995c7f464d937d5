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
