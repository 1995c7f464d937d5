using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Gives some tickets of a booking back, as the event's policy allows. All that are left: the booking is cancelled.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.give-back-tickets")]
public sealed record GiveBackTickets
{
    /// <summary>Which tickets, from 1.</summary>
    [Id(0)]
    public required ImmutableArray<int> Places { get; init; }

    [Id(1)]
    public required string By { get; init; }

    [Id(2)]
    public string? Why { get; init; }

    /// <summary>The last moment at which tickets may be given back. Null: any.</summary>
    [Id(3)]
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The share that is paid back, in percent.</summary>
    [Id(4)]
    public int RefundPercent { get; init; } = 100;

    /// <summary>The version that the tickets are of. Null: whichever it is.</summary>
    [Id(5)]
    public long? ExpectedVersion { get; init; }

    /// <summary>Not where somebody else has one of them.</summary>
    [Id(6)]
    public bool UnlessPassedOn { get; init; }

    /// <summary>What each place of the booking cost, where its sections asked for different prices, and that is all that is known. Empty: all cost the same.</summary>
    [Id(7)]
    public ImmutableArray<long> PlacePrices { get; init; } = [];

    /// <summary>Nothing is to change: the answer is what the booking would be.</summary>
    [Id(8)]
    public bool IsDryRun { get; init; }
}

/// <summary>Tells the home of a booking's places which of them are free again: all that were given back so far.</summary>
/// <param name="Hold">The hold whose places the booking has.</param>
/// <param name="Booking">The booking.</param>
/// <param name="Places">Which of the hold's places, from 1.</param>
/// <param name="Quantity">How many places the hold had.</param>
[GenerateSerializer, Immutable, Alias("ticketing.return-tickets")]
public sealed record ReturnTickets(
    [property: Id(0)] HoldId Hold,
    [property: Id(1)] BookingId Booking,
    [property: Id(2)] ImmutableArray<int> Places,
    [property: Id(3)] int Quantity);

/// <summary>A ticket that was given back while others of its booking stayed, and what became of its money.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.given-back-ticket")]
public sealed record GivenBackTicket
{
    /// <summary>Which ticket. 0: it was of places that the booking had before an exchange.</summary>
    [Id(0)]
    public int Place { get; init; }

    /// <summary>By how much less the booking's places cost without it, with fees and taxes, in minor units.</summary>
    [Id(1)]
    public long PriceMinor { get; init; }

    /// <summary>The share that was paid back.</summary>
    [Id(2)]
    public int Percent { get; init; }

    /// <summary>What was paid back.</summary>
    [Id(3)]
    public long RefundMinor { get; init; }

    /// <summary>What was not.</summary>
    [Id(4)]
    public long KeptMinor { get; init; }

    [Id(5)]
    public DateTimeOffset At { get; init; }
}

/// <summary>The tickets that were given back by one step of a booking.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.given-back-step")]
public sealed record GivenBackStep(
    [property: Id(0)] ImmutableArray<int> Places);
