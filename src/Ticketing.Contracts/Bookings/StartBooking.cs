using Orleans;
using Ticketing.Holds;

namespace Ticketing.Bookings;

/// <summary>Opens a booking whose payment is still to come, over places that are held.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.start-booking")]
public sealed record StartBooking
{
    /// <summary>The hold that keeps the places.</summary>
    [Id(0)]
    public required HoldView Hold { get; init; }

    [Id(1)]
    public required string Customer { get; init; }

    [Id(2)]
    public string? PaymentMethod { get; init; }
}
