using Orleans;

namespace Ticketing.Bookings;

/// <summary>Cancels a booking, as the event's policy allows.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.cancel-booking")]
public sealed record CancelBooking
{
    [Id(0)]
    public required string By { get; init; }

    [Id(1)]
    public string? Why { get; init; }

    /// <summary>The last moment at which a confirmed booking may be cancelled. Null: any.</summary>
    [Id(2)]
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The share that is paid back, in percent.</summary>
    [Id(3)]
    public int RefundPercent { get; init; } = 100;

    /// <summary>The version that is to be cancelled. Null: whichever it is.</summary>
    [Id(4)]
    public long? ExpectedVersion { get; init; }

    /// <summary>Not where somebody is in with one of its tickets.</summary>
    [Id(5)]
    public bool UnlessAttended { get; init; }

    /// <summary>Not where somebody else has one of its tickets.</summary>
    [Id(6)]
    public bool UnlessPassedOn { get; init; }
}
