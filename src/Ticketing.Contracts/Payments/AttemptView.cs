using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Payments;

/// <summary>One attempt to pay.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.attempt-view")]
public sealed record AttemptView
{
    /// <summary>From 1 on.</summary>
    [Id(0)]
    public int Number { get; init; }

    [Id(1)]
    public string Key { get; init; } = "";

    [Id(2)]
    public string Provider { get; init; } = "";

    [Id(3)]
    public IntentState State { get; init; }

    /// <summary>Nothing more will become of it, but for refunds.</summary>
    [Id(4)]
    public bool IsOver { get; init; }

    [Id(5)]
    public long AmountMinor { get; init; }

    [Id(6)]
    public long RefundedMinor { get; init; }

    [Id(7)]
    public string? Reference { get; init; }

    [Id(8)]
    public string? ActionUrl { get; init; }

    [Id(9)]
    public string? DeclineCode { get; init; }

    /// <summary>Why it is given up, in words.</summary>
    [Id(10)]
    public string? Why { get; init; }

    /// <summary>What keeps it from going on, while something does.</summary>
    [Id(11)]
    public string? Trouble { get; init; }

    [Id(12)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Until when it may be under way.</summary>
    [Id(13)]
    public DateTimeOffset EndsAt { get; init; }

    [Id(14)]
    public ImmutableArray<PaymentStep> Steps { get; init; } = [];

    /// <summary>The hold whose places the booking is to have in exchange. Null: it pays the booking itself.</summary>
    [Id(30)]
    public HoldId? Exchange { get; init; }
}
