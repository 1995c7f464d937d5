using Orleans;
using Orleans.Concurrency;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Receipts;

/// <summary>
/// Numbers an event's receipts: 1, 2, 3 and so on, none left out and none twice. A number is written down for one step of one booking
/// before the booking hears of it. Keyed as the event.
/// </summary>
[Alias("ticketing.receipt-book")]
public interface IReceiptBookGrain : IGrainWithStringKey
{
    /// <summary>A receipt is to have a number, and will be told it: durable with the answer. Again: nothing.</summary>
    [Alias("want"), AlwaysInterleave]
    Task Want(BookingId booking, int step);

    /// <summary>As <see cref="Want"/>, for who asks again until it has the number.</summary>
    [OneWay, Alias("want-soon")]
    Task WantSoon(BookingId booking, int step);
}

/// <summary>A receipt's number, and what it says of its event.</summary>
/// <param name="Step">Which of the booking's receipts.</param>
/// <param name="Number">Its number.</param>
/// <param name="IssuedAt">When the number was given. A later number has no earlier time, unless it was given back in between.</param>
/// <param name="EventName">What the event is called.</param>
/// <param name="Seller">Who sells. Null: nobody has said.</param>
[GenerateSerializer, Immutable, Alias("ticketing.number-receipt")]
public sealed record NumberReceipt(
    [property: Id(0)] int Step,
    [property: Id(1)] long Number,
    [property: Id(2)] DateTimeOffset IssuedAt,
    [property: Id(3)] string EventName,
    [property: Id(4)] EventSeller? Seller);

/// <summary>What became of a number.</summary>
/// <param name="IsTaken">The receipt has it, for good. False: it has another, for good.</param>
/// <param name="NextStep">The booking's next receipt without a number. Null: each has one.</param>
[GenerateSerializer, Immutable, Alias("ticketing.numbered-receipt")]
public readonly record struct NumberedReceipt(
    [property: Id(0)] bool IsTaken,
    [property: Id(1)] int? NextStep);
