using Orleans;

namespace Ticketing.Bookings;

/// <summary>Pays a booking back, in full or in part.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.refund-booking")]
public sealed record RefundBooking
{
    /// <summary>In minor units. Null: all that is left.</summary>
    [Id(0)]
    public long? AmountMinor { get; init; }

    [Id(1)]
    public required string By { get; init; }

    [Id(2)]
    public string? Why { get; init; }

    /// <summary>The version that is to be paid back. Null: whichever it is.</summary>
    [Id(3)]
    public long? ExpectedVersion { get; init; }
}
