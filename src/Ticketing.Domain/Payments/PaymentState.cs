using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Payments;

/// <summary>The money of one booking, as it is stored.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.payment-state")]
public sealed class PaymentState
{
    /// <summary>Steps that are kept; the oldest are forgotten.</summary>
    public const int MaxSteps = 200;

    [Id(0)]
    public BookingId BookingId { get; set; }

    [Id(1)]
    public string Currency { get; set; } = "";

    [Id(2)]
    public List<PaymentAttempt> Attempts { get; set; } = [];

    /// <summary>What was done and seen, in order: the attempt's number, and what.</summary>
    [Id(3)]
    public List<NumberedStep> Steps { get; set; } = [];

    /// <summary>What the booking wants paid back in all, in minor units.</summary>
    [Id(4)]
    public long RefundWantedMinor { get; set; }

    /// <summary>The booking was told that so much was paid back.</summary>
    [Id(5)]
    public long RefundToldMinor { get; set; }
}
