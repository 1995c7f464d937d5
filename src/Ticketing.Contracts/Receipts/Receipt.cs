using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Holds;

namespace Ticketing.Receipts;

/// <summary>
/// What was taken or paid back for a booking, once. It is a part of the booking, written with the change that it is of, and never changes
/// once it has its number. Who it is for stands in the booking alone.
/// </summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.receipt")]
public sealed record Receipt
{
    /// <summary>Which of the booking's receipts it is, from 1.</summary>
    [Id(0)]
    public int Step { get; init; }

    [Id(1)]
    public ReceiptKind Kind { get; init; }

    /// <summary>Which of the event's receipts it is, from 1. 0: it has no number yet.</summary>
    [Id(2)]
    public long Number { get; init; }

    /// <summary>When the money was taken, or that it is paid back was decided.</summary>
    [Id(3)]
    public DateTimeOffset At { get; init; }

    /// <summary>When it got its number.</summary>
    [Id(4)]
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>What was taken, or paid back, in minor units.</summary>
    [Id(5)]
    public long AmountMinor { get; init; }

    /// <summary>The taxes in that.</summary>
    [Id(6)]
    public ImmutableArray<TaxLine> Taxes { get; init; } = [];

    /// <summary>What was paid for. Null: what the section asked, or a part of something.</summary>
    [Id(7)]
    public PriceBreakdown? Prices { get; init; }

    /// <summary>The section of what was paid for; empty: it was in several, or this is a part of something.</summary>
    [Id(8)]
    public string SectionId { get; init; } = "";

    /// <summary>How many places were paid for. 0: it is a part of something, a difference or what is paid back.</summary>
    [Id(9)]
    public int Quantity { get; init; }

    [Id(10)]
    public ImmutableArray<string> Seats { get; init; } = [];

    [Id(11)]
    public string PaymentProvider { get; init; } = "";

    [Id(12)]
    public string? PaymentMethod { get; init; }

    /// <summary>What the payment is called where it was made.</summary>
    [Id(13)]
    public string? PaymentReference { get; init; }

    /// <summary>What the event was called then.</summary>
    [Id(14)]
    public string EventName { get; init; } = "";

    /// <summary>Who sold. Null: nobody had said.</summary>
    [Id(15)]
    public EventSeller? Seller { get; init; }
}

/// <summary>What a receipt is of.</summary>
public enum ReceiptKind
{
    /// <summary>Money that was taken.</summary>
    Payment = 0,

    /// <summary>Money that was paid back: it corrects the booking's payments before it.</summary>
    CreditNote = 1,
}
