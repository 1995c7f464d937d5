using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>A booking and its audit trail, written together.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.booking-state")]
public sealed class BookingState
{
    [Id(0)]
    public BookingId BookingId { get; set; }

    /// <summary>Grows with every change. 0: there is no booking yet.</summary>
    [Id(1)]
    public long Version { get; set; }

    [Id(2)]
    public BookingStatus Status { get; set; }

    [Id(3)]
    public PaymentStatus PaymentStatus { get; set; }

    [Id(4)]
    public string PaymentProvider { get; set; } = "";

    [Id(5)]
    public string SectionId { get; set; } = "";

    [Id(6)]
    public int Quantity { get; set; }

    [Id(7)]
    public ImmutableArray<string> Seats { get; set; } = [];

    [Id(8)]
    public string? Customer { get; set; }

    [Id(9)]
    public long AmountMinor { get; set; }

    [Id(10)]
    public string Currency { get; set; } = "";

    [Id(11)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(12)]
    public DateTimeOffset UpdatedAt { get; set; }

    [Id(13)]
    public List<AuditEntry> Audit { get; set; } = [];
}
