using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Inventory;

/// <summary>
/// A claim as a unit keeps it. Small on purpose, since a pool writes all of its claims at each commit: a direct claim
/// stores its nonce only, times are milliseconds (the first absolute, the others relative to it).
/// </summary>
[PersistedState, GenerateSerializer, Alias("ticketing.claim")]
public sealed record Claim
{
    /// <summary>The nonce of a direct hold; event, block and unit are the grain's own.</summary>
    [Id(0)]
    public ulong Nonce { get; init; }

    /// <summary>The whole id of a coordinated hold; empty for a direct one.</summary>
    [Id(1)]
    public Guid Coordinated { get; init; }

    [Id(2)]
    public int Quantity { get; init; }

    [Id(3)]
    public HoldStatus Status { get; init; }

    /// <summary>When the command was made, in Unix milliseconds.</summary>
    [Id(4)]
    public long IssuedMs { get; init; }

    [Id(5)]
    public long TtlMs { get; init; }

    /// <summary>When the claim was confirmed or ended, in milliseconds after it was issued.</summary>
    [Id(6)]
    public long EndedAfterMs { get; init; }

    [Id(7)]
    public ulong TokenHash { get; init; }

    [Id(8)]
    public string? Customer { get; init; }

    [Id(9)]
    public long UnitPriceMinor { get; init; }

    /// <summary>When a coordinator pinned the claim, in milliseconds after it was issued, plus one. 0: not pinned.</summary>
    [Id(10)]
    public long PinnedAfterMs { get; init; }

    /// <summary>Confirmed here, and the booking grain does not yet have it.</summary>
    [Id(11)]
    public bool Undelivered { get; init; }

    /// <summary>Without effect on the counts: it was withdrawn, or it only keeps a late claim from reviving its hold.</summary>
    [Id(12)]
    public bool Tombstone { get; init; }

    /// <summary>Where a guest can be written to: on its way to the booking, so only while <see cref="Undelivered"/>.</summary>
    [Id(20)]
    public string? Email { get; init; }

    /// <summary>What of it the feed has, as far as is known. Written with the next change of the unit, so it may be more.</summary>
    [Id(30)]
    public HoldNews Told { get; init; }

    /// <summary>For how long it was placed, where it lasts for longer by now; else 0.</summary>
    [Id(31)]
    public long PlacedTtlMs { get; init; }

    /// <summary>For how long it was placed at first.</summary>
    [NotPersisted]
    public long FirstTtlMs => PlacedTtlMs != 0 ? PlacedTtlMs : TtlMs;

    [NotPersisted]
    public long ExpiresMs => IssuedMs + TtlMs;

    [NotPersisted]
    public long EndedMs => IssuedMs + EndedAfterMs;

    [NotPersisted]
    public bool IsPinned => PinnedAfterMs != 0;

    [NotPersisted]
    public bool IsCoordinated => Coordinated != Guid.Empty;

    public bool Is(HoldId hold, ulong nonce) => IsCoordinated ? Coordinated == hold.Value : Nonce == nonce && !hold.IsCoordinated;
}
