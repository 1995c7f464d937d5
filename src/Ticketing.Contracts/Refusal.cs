using System.Collections.Immutable;
using Orleans;

namespace Ticketing;

/// <summary>An expected "no": the reason, and the seats it speaks of where it names any. Never an exception.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.refusal")]
public sealed record Refusal(
    [property: Id(0)] RefusalCode Code,
    [property: Id(1)] string? Detail = null)
{
    [Id(2)]
    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>The member of the request that is to be mended, where there is one.</summary>
    [Id(3)]
    public string? Field { get; init; }
}
