using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Codes;

/// <summary>A code, and who uses it.</summary>
[GenerateSerializer, Alias("ticketing.code-state")]
public sealed class CodeState
{
    [Id(0)]
    public EventId EventId { get; set; }

    [Id(1)]
    public UInt128 Request { get; set; }

    /// <summary>Counts the changes of its terms, from 1. 0: it was never made.</summary>
    [Id(2)]
    public long Version { get; set; }

    [Id(3)]
    public CodeSpec Spec { get; set; } = new();

    [Id(4)]
    public CodeTerms Terms { get; set; } = new();

    [Id(5)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(6)]
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Uses that are spent.</summary>
    [Id(7)]
    public long Used { get; set; }

    /// <summary>Uses that are reserved, and for a minute those that were.</summary>
    [Id(8)]
    public List<CodeUse> Uses { get; set; } = [];
}

/// <summary>One hold's use of a code, in Unix milliseconds.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.code-use")]
public sealed record CodeUse
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    [Id(1)]
    public CodeUseStatus Status { get; init; }

    [Id(2)]
    public long IssuedMs { get; init; }

    /// <summary>When it is free again, unless it is pinned; the hold's end and the grace.</summary>
    [Id(3)]
    public long LeaseEndMs { get; init; }

    /// <summary>The hold's verdict is awaited: it does not lapse.</summary>
    [Id(4)]
    public bool IsPinned { get; init; }

    /// <summary>When it was spent or given back. 0: it was not.</summary>
    [Id(5)]
    public long EndedMs { get; init; }

    [Id(6)]
    public long GraceMs { get; init; }
}

/// <summary>Where a use is. Numbers are stored: never reuse one.</summary>
public enum CodeUseStatus
{
    Reserved = 0,
    Spent = 1,
    GivenBack = 2,
}
