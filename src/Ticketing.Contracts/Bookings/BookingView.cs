using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>A booking as its grain knows it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-view")]
public sealed record BookingView
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public string SectionId { get; init; } = "";

    [Id(2)]
    public int Quantity { get; init; }

    [Id(3)]
    public ImmutableArray<string> Seats { get; init; } = [];

    [Id(4)]
    public string? Customer { get; init; }

    [Id(5)]
    public long AmountMinor { get; init; }

    [Id(6)]
    public string Currency { get; init; } = "";

    [Id(7)]
    public BookingStatus Status { get; init; }

    [Id(8)]
    public PaymentStatus PaymentStatus { get; init; }

    [Id(9)]
    public string PaymentProvider { get; init; } = "";

    [Id(10)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(11)]
    public DateTimeOffset UpdatedAt { get; init; }

    [Id(12)]
    public long Version { get; init; }
}
