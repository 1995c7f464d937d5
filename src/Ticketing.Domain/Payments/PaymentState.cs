using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Payments;

/// <summary>The money of one booking, as it is stored.</summary>
[GenerateSerializer, Alias("ticketing.payment-state")]
public sealed class PaymentState
{
    /// <summary>Steps that are kept; the oldest are forgotten.</summary>
    public const int MaxSteps = 200;

    [Id(0)]
    public BookingId BookingId { get; set; }

    [Id(1)]
    public string Currency { get; set; } = "";

    [Id(2)]
    public List<PaymentAttempt> Attempts { get; set; } = [];

    /// <summary>What was done and seen, in order: the attempt's number, and what.</summary>
    [Id(3)]
    public List<NumberedStep> Steps { get; set; } = [];

    /// <summary>What the booking wants paid back in all, in minor units.</summary>
    [Id(4)]
    public long RefundWantedMinor { get; set; }

    /// <summary>The booking was told that so much was paid back.</summary>
    [Id(5)]
    public long RefundToldMinor { get; set; }
}

/// <summary>One attempt to pay, as it is stored.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.payment-attempt")]
public sealed record PaymentAttempt
{
    [Id(0)]
    public int Number { get; init; }

    [Id(1)]
    public string Provider { get; init; } = "";

    /// <summary>Kept only until the provider has it.</summary>
    [Id(2)]
    public string? Token { get; init; }

    [Id(3)]
    public long AmountMinor { get; init; }

    [Id(4)]
    public IntentState State { get; init; }

    [Id(5)]
    public AttemptGoal Goal { get; init; }

    /// <summary>The booking knows of it, and its places are held for it.</summary>
    [Id(6)]
    public bool Begun { get; init; }

    /// <summary>The places were sold for it.</summary>
    [Id(7)]
    public bool PlacesTaken { get; init; }

    /// <summary>The places were not to be had when the money was there.</summary>
    [Id(8)]
    public bool PlacesGone { get; init; }

    /// <summary>The booking was told how it ended.</summary>
    [Id(9)]
    public bool Told { get; init; }

    [Id(10)]
    public string? Reference { get; init; }

    [Id(11)]
    public string? ActionUrl { get; init; }

    [Id(12)]
    public string? DeclineCode { get; init; }

    [Id(13)]
    public string? Why { get; init; }

    [Id(14)]
    public long RefundedMinor { get; init; }

    [Id(15)]
    public DateTimeOffset StartedAt { get; init; }

    [Id(16)]
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>What tells the request from others, as 32 hexadecimal digits. Null: it has no identity.</summary>
    [Id(17)]
    public string? Request { get; init; }

    /// <summary>The provider was asked once more after the attempt's end.</summary>
    [Id(18)]
    public bool LookedAtEnd { get; init; }

    /// <summary>Who pays. Null: the booking's own customer.</summary>
    [Id(20)]
    public string? By { get; init; }

    /// <summary>What they gave as a reason, where they are staff.</summary>
    [Id(21)]
    public string? ByReason { get; init; }

    /// <summary>It pays for an exchange. Null: for the booking.</summary>
    [Id(30)]
    public AttemptExchange? Exchange { get; init; }

    /// <summary>Kept only while something is required of the customer.</summary>
    [Id(80)]
    public string? ClientSecret { get; init; }

    /// <summary>The customer wants the money back from their bank. Null: they do not.</summary>
    [Id(81)]
    public PaymentDispute? Dispute { get; init; }

    /// <summary>So far of the dispute the booking knows: its reference and status.</summary>
    [Id(82)]
    public string? DisputeTold { get; init; }

    /// <summary>Whose account it is paid to and paid back from, whatever the organization connects later. Null: the platform's own.</summary>
    [Id(85)]
    public string? Account { get; init; }

    public bool HasMoney => State is IntentState.RequiresCapture or IntentState.Succeeded;

    public bool IsWithoutMoney => State is IntentState.Canceled or IntentState.Failed;
}

/// <summary>What is wanted of an attempt to pay. Numbers are stored: never reuse one.</summary>
public enum AttemptGoal
{
    /// <summary>The money, for the places.</summary>
    Take = 0,

    /// <summary>No money is to move, or all of it back.</summary>
    GiveBack = 1,
}

/// <summary>A step of one attempt.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.numbered-step")]
public sealed record NumberedStep(
    [property: Id(0)] int Attempt,
    [property: Id(1)] PaymentStep Step);

/// <summary>What is to be done next about an attempt.</summary>
public enum PaymentAct
{
    /// <summary>Nothing, until something is heard or wanted.</summary>
    Rest,

    /// <summary>Tell the booking, and hold its places for as long as the payment may take.</summary>
    Begin,
    Authorize,
    Query,

    /// <summary>Sell the places, since the money is reserved.</summary>
    TakePlaces,
    Capture,

    /// <summary>It takes too long, or is no longer wanted.</summary>
    GiveUp,
    Void,
    Refund,

    /// <summary>Tell the booking that it is paid.</summary>
    TellPaid,

    /// <summary>Tell the booking that it is not paid.</summary>
    TellUnpaid,

    /// <summary>Tell the booking that what it wanted paid back is.</summary>
    TellPaidBack,

    /// <summary>Have the booking decide that the new places are its own.</summary>
    Exchange,

    /// <summary>Give back the places that were held or sold for an exchange that comes to nothing.</summary>
    ReturnPlaces,

    /// <summary>Tell the booking that its payment is disputed, or what became of that.</summary>
    TellDispute,
}

/// <summary>
/// How long a payment that can't go on waits before it is tried again: longer each time, up to a minute, and between half of
/// that and all of it. Payments that wait for the same provider so come back one after the other, and not all at the moment
/// when one alone gets through. The same payment waits the same each time it is replayed.
/// </summary>
public static class PaymentPause
{
    private const int MaxDoublings = 6;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="booking">What is paid.</param>
    /// <param name="waits">How often the payment waited since it last came further.</param>
    public static TimeSpan Of(BookingId booking, int waits)
    {
        var pause = Shortest * Math.Pow(2, Math.Min(waits, MaxDoublings));
        return (pause < Longest ? pause : Longest) * (1 - (Spread.Of(booking.Value, waits) / 2));
    }
}
