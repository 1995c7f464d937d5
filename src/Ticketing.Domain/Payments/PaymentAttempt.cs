using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Payments;

/// <summary>One attempt to pay, as it is stored.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.payment-attempt")]
public sealed record PaymentAttempt
{
    [Id(0)]
    public int Number { get; init; }

    [Id(1)]
    public string Provider { get; init; } = "";

    /// <summary>Kept only until the provider has it.</summary>
    [Id(2)]
    public string? Token { get; init; }

    [Id(3)]
    public long AmountMinor { get; init; }

    [Id(4)]
    public IntentState State { get; init; }

    [Id(5)]
    public AttemptGoal Goal { get; init; }

    /// <summary>The booking knows of it, and its places are held for it.</summary>
    [Id(6)]
    public bool Begun { get; init; }

    /// <summary>The places were sold for it.</summary>
    [Id(7)]
    public bool PlacesTaken { get; init; }

    /// <summary>The places were not to be had when the money was there.</summary>
    [Id(8)]
    public bool PlacesGone { get; init; }

    /// <summary>The booking was told how it ended.</summary>
    [Id(9)]
    public bool Told { get; init; }

    [Id(10)]
    public string? Reference { get; init; }

    [Id(11)]
    public string? ActionUrl { get; init; }

    [Id(12)]
    public string? DeclineCode { get; init; }

    [Id(13)]
    public string? Why { get; init; }

    [Id(14)]
    public long RefundedMinor { get; init; }

    [Id(15)]
    public DateTimeOffset StartedAt { get; init; }

    [Id(16)]
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>What tells the request from others, as 32 hexadecimal digits. Null: it has no identity.</summary>
    [Id(17)]
    public string? Request { get; init; }

    /// <summary>The provider was asked once more after the attempt's end.</summary>
    [Id(18)]
    public bool LookedAtEnd { get; init; }

    /// <summary>It pays for an exchange. Null: for the booking.</summary>
    [Id(30)]
    public AttemptExchange? Exchange { get; init; }

    [NotPersisted]
    public bool HasMoney => State is IntentState.RequiresCapture or IntentState.Succeeded;

    [NotPersisted]
    public bool IsWithoutMoney => State is IntentState.Canceled or IntentState.Failed;
}
