using Orleans;

namespace Ticketing.Bookings;

/// <summary>One transition of a booking: what it became, when, by whom and why.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-step")]
public sealed record BookingStep
{
    /// <summary>The booking's version after the transition.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public BookingStatus Status { get; init; }

    [Id(2)]
    public PaymentStatus PaymentStatus { get; init; }

    [Id(3)]
    public DateTimeOffset At { get; init; }

    [Id(4)]
    public string By { get; init; } = "";

    [Id(5)]
    public string? Why { get; init; }

    /// <summary>What it had before, where it was exchanged.</summary>
    [Id(30)]
    public ExchangedPlaces? Exchanged { get; init; }

    /// <summary>The ticket that was passed on by it.</summary>
    [Id(70)]
    public TransferredTicket? Transferred { get; init; }
}
