using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

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
