using Orleans;
using Ticketing.Attendees;
using Ticketing.Holds;
using Ticketing.Identifiers;

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

    /// <summary>How the money came. Null: as the booking says.</summary>
    [Id(4)]
    public string? PaymentMethod { get; init; }
}

/// <summary>
/// Takes a customer out of a booking, and where they can be written to: a pseudonym stands where they stood, in the history
/// too. Both null: a guest who did not say who they are.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.erase-booking")]
public sealed record EraseBooking(
    [property: Id(0)] string? Customer,
    [property: Id(1)] string? Pseudonym);

/// <summary>Gives a booking the places of another hold, which is confirmed for it, in exchange for those that it has.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.exchange-places")]
public sealed record ExchangePlaces
{
    /// <summary>The hold as its home confirmed it.</summary>
    [Id(0)]
    public required HoldView Hold { get; init; }

    /// <summary>The hold whose places the booking has now.</summary>
    [Id(1)]
    public required HoldId From { get; init; }

    /// <summary>What was paid for the exchange, in minor units.</summary>
    [Id(2)]
    public long PaidMinor { get; init; }

    /// <summary>What is to be paid back for it.</summary>
    [Id(3)]
    public long RefundMinor { get; init; }

    /// <summary>Null: the booking's own customer.</summary>
    [Id(4)]
    public string? By { get; init; }

    [Id(5)]
    public string? Why { get; init; }

    /// <summary>What the provider calls the payment of the difference.</summary>
    [Id(6)]
    public string? PaymentReference { get; init; }

    /// <summary>How often its tickets had been passed on when the exchange was begun. It is not for its customer to decide on one that was since.</summary>
    [Id(7)]
    public int Transfers { get; init; }
}

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

/// <summary>Opens a booking whose payment is still to come, over places that are held.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.start-booking")]
public sealed record StartBooking
{
    /// <summary>The hold that keeps the places.</summary>
    [Id(0)]
    public required HoldView Hold { get; init; }

    /// <summary>Whose it is. Null: a guest's, who did not say who they are.</summary>
    [Id(1)]
    public string? Customer { get; init; }

    [Id(2)]
    public string? PaymentMethod { get; init; }

    /// <summary>Who opens it. Null: whose it is.</summary>
    [Id(4)]
    public string? By { get; init; }

    /// <summary>Where a guest can be written to.</summary>
    [Id(3)]
    public string? Email { get; init; }

    /// <summary>What who buys reads (BCP 47). Null: nobody said.</summary>
    [Id(150)]
    public string? Locale { get; init; }

    /// <summary>Who comes, and what was answered. Null: nothing was given.</summary>
    [Id(50)]
    public BookingAttendees? Attendees { get; init; }
}
