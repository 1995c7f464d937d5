using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Payments;

/// <summary>A payment at the test provider, as it is stored.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.test-intent-state")]
public sealed class TestIntentState
{
    [Id(0)]
    public string Token { get; set; } = "";

    [Id(1)]
    public long AmountMinor { get; set; }

    [Id(2)]
    public IntentState State { get; set; }

    /// <summary>When what is processing becomes what it will be.</summary>
    [Id(3)]
    public DateTimeOffset DueAt { get; set; }

    [Id(4)]
    public string? DeclineCode { get; set; }

    [Id(5)]
    public long RefundedMinor { get; set; }

    /// <summary>An answer was lost once, as the token wants it.</summary>
    [Id(6)]
    public bool Lost { get; set; }
}
