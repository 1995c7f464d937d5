using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Payments;

/// <summary>Every attempt to pay a booking.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-view")]
public sealed record PaymentView
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public ImmutableArray<AttemptView> Attempts { get; init; } = [];

    /// <summary>What the booking wants paid back in all, in minor units.</summary>
    [Id(2)]
    public long RefundWantedMinor { get; init; }

    [Id(3)]
    public string Currency { get; init; } = "";
}
