using System.Text.Json.Serialization;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;

namespace Ticketing.Receipts;

/// <summary>What was taken or paid back for a booking, once.</summary>
public sealed record ReceiptResponse
{
    /// <summary>Its event's code, and which of the event's receipts it is.</summary>
    public required string Number { get; init; }

    public required ReceiptKind Kind { get; init; }

    /// <summary>When it got its number.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When the money was taken, or it was decided that it is paid back.</summary>
    public required DateTimeOffset PaidAt { get; init; }

    /// <summary>As a decimal number.</summary>
    public required string Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The taxes in the amount. Empty: none.</summary>
    public required IReadOnlyList<TaxLineResponse> Taxes { get; init; }

    /// <summary>The receipts that a credit note corrects. Empty: it is none.</summary>
    public required IReadOnlyList<string> Corrects { get; init; }

    /// <summary>What the event was called then.</summary>
    public required string EventName { get; init; }

    /// <summary>Not there: nobody had said who sells.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Seller? Seller { get; init; }

    /// <summary>How it was paid. Not there: nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PaymentMethod { get; init; }

    /// <summary>What the payment is called where it was made. Not there: nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PaymentReference { get; init; }

    internal static ReceiptResponse Of(PrintedReceipt printed) => new()
    {
        Number = printed.Number,
        Kind = printed.Receipt.Kind,
        IssuedAt = printed.Receipt.IssuedAt ?? printed.Receipt.At,
        PaidAt = printed.Receipt.At,
        Amount = Http.Amount.Of(printed.Receipt.AmountMinor, printed.Booking.Currency),
        Currency = printed.Booking.Currency,
        Taxes = [.. printed.Receipt.Taxes.Select(tax => TaxLineResponse.Of(tax, printed.Booking.Currency))],
        Corrects = printed.Corrects,
        EventName = printed.Receipt.EventName,
        Seller = Seller.Of(printed.Receipt.Seller),
        PaymentMethod = printed.Receipt.PaymentMethod,
        PaymentReference = printed.Receipt.PaymentReference,
    };
}
