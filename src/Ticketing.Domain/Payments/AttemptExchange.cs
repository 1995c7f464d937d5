using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Payments;

/// <summary>What an attempt is to exchange, and how.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.attempt-exchange")]
public sealed record AttemptExchange
{
    /// <summary>The hold whose places the booking is to have.</summary>
    [Id(0)]
    public HoldId Hold { get; init; }

    /// <summary>The hold whose places it gives for them.</summary>
    [Id(1)]
    public HoldId From { get; init; }

    /// <summary>What is to be paid back when it has them.</summary>
    [Id(2)]
    public long RefundMinor { get; init; }

    /// <summary>Null: the booking's own customer.</summary>
    [Id(3)]
    public string? By { get; init; }

    [Id(4)]
    public string? Why { get; init; }

    /// <summary>Why it came to nothing.</summary>
    [Id(5)]
    public int RefusalCode { get; init; }

    /// <summary>How often the booking's tickets had been passed on when it was begun.</summary>
    [Id(70)]
    public int Transfers { get; init; }
}
