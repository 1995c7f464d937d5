using Orleans;
using Ticketing.Holds;

namespace Ticketing.Bookings;

/// <summary>Tells a booking that its hold is confirmed, and who did it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.confirm-booking")]
public sealed record ConfirmBooking
{
    /// <summary>The hold as its home confirmed it.</summary>
    [Id(0)]
    public required HoldView Hold { get; init; }

    [Id(1)]
    public required string By { get; init; }

    [Id(2)]
    public string? Why { get; init; }

    [Id(3)]
    public string? PaymentReference { get; init; }
}
