using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Http;

namespace Ticketing.Holds;

/// <summary>Places that are to be sold as one ticket type: so many, or named seats.</summary>
public sealed record TypeWishRequest
{
    internal const int Most = 100;

    /// <summary>A ticket type of the section, by its id.</summary>
    [StringLength(32, MinimumLength = 1)]
    public required string Type { get; init; }

    /// <summary>How many places. Left out where seats are named.</summary>
    [Range(1, 100_000)]
    public int? Qty { get; init; }

    /// <summary>The seats by their ids.</summary>
    [Length(1, 1_000), ItemLength(HoldWish.LongestSeat)]
    public IReadOnlyList<string>? Seats { get; init; }
}

/// <summary>What a total is made of, as it was when the places were held. Its members add up to the total, which stays what was paid where places were exchanged for cheaper ones.</summary>
public sealed record PriceBreakdownResponse
{
    public required IReadOnlyList<PriceLineResponse> Lines { get; init; }

    /// <summary>What is added to the prices. Empty: nothing.</summary>
    public required IReadOnlyList<FeeLineResponse> Fees { get; init; }

    /// <summary>The code that the places were held with. Not there: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>What the code took off, as a decimal number: it is in no other sum. Not there: there was no code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DiscountAmount { get; init; }

    /// <summary>The prices of all places, as a decimal number.</summary>
    public required string PlacesAmount { get; init; }

    /// <summary>All fees, as a decimal number.</summary>
    public required string FeesAmount { get; init; }

    /// <summary>The taxes, one for each rate. Those that are not included are part of the total too. Not there: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TaxLineResponse>? Taxes { get; init; }

    /// <summary>Null: the total is what the sections ask.</summary>
    internal static PriceBreakdownResponse? Of(PriceBreakdown? prices, string currency) => prices is null ? null : new()
    {
        Lines = [.. prices.Lines.Select(line => PriceLineResponse.Of(line, currency, hasCode: prices.Code is not null))],
        Fees = [.. FeeLineResponse.AllOf(prices, currency)],
        Code = prices.Code,
        DiscountAmount = prices.Code is null ? null : Amount.Of(prices.DiscountMinor, currency),
        PlacesAmount = Amount.Of(prices.PlacesMinor, currency),
        FeesAmount = Amount.Of(prices.FeesMinor, currency),
        Taxes = prices.Taxes.IsEmpty ? null : [.. prices.Taxes.Select(tax => TaxLineResponse.Of(tax, currency))],
    };
}

/// <summary>Places of one section and ticket type.</summary>
public sealed record PriceLineResponse
{
    /// <summary>The section's id.</summary>
    public required string Section { get; init; }

    /// <summary>The ticket type's id. Not there: the section has no types.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>What the ticket type is called. Not there: the section has no types.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>How many places.</summary>
    public required int Qty { get; init; }

    /// <summary>The seats by their ids. Empty: places without numbers.</summary>
    public required IReadOnlyList<string> Seats { get; init; }

    /// <summary>What each place costs, as a decimal number, less what a code took off.</summary>
    public required string UnitPrice { get; init; }

    /// <summary>What the code took off the price of each place, as a decimal number. Not there: there was no code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UnitDiscount { get; init; }

    /// <summary>What is added for each place, as a decimal number.</summary>
    public required string UnitFee { get; init; }

    /// <summary>What the places cost without fees, as a decimal number.</summary>
    public required string Amount { get; init; }

    internal static PriceLineResponse Of(PriceLine line, string currency, bool hasCode) => new()
    {
        Section = line.SectionId,
        Type = line.TypeId.Length > 0 ? line.TypeId : null,
        Name = line.Name.Length > 0 ? line.Name : null,
        Qty = line.Quantity,
        Seats = line.Seats,
        UnitPrice = Http.Amount.Of(line.PriceMinor, currency),
        UnitDiscount = hasCode ? Http.Amount.Of(line.DiscountMinor, currency) : null,
        UnitFee = Http.Amount.Of(line.FeeMinor, currency),
        Amount = Http.Amount.Of(line.Quantity * line.PriceMinor, currency),
    };
}

/// <summary>What is added to the prices.</summary>
public sealed record FeeLineResponse
{
    public required FeeKind Kind { get; init; }

    /// <summary>As a decimal number.</summary>
    public required string Amount { get; init; }

    internal static IEnumerable<FeeLineResponse> AllOf(PriceBreakdown prices, string currency) =>
        new[] { (FeeKind.Tickets, prices.TicketFeesMinor), (FeeKind.Order, prices.OrderFeeMinor) }
            .Where(static fee => fee.Item2 > 0)
            .Select(fee => new FeeLineResponse { Kind = fee.Item1, Amount = Http.Amount.Of(fee.Item2, currency) });
}

/// <summary>A tax at one rate.</summary>
public sealed record TaxLineResponse
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The rate, from 0 to 100.</summary>
    public required string Percent { get; init; }

    /// <summary>What is taxed, without the tax, as a decimal number.</summary>
    public required string NetAmount { get; init; }

    /// <summary>The tax, as a decimal number.</summary>
    public required string Amount { get; init; }

    /// <summary>true: prices and fees are with it. false: it is added to them.</summary>
    public required bool Included { get; init; }

    internal static TaxLineResponse Of(TaxLine tax, string currency) => new()
    {
        Name = tax.Name,
        Percent = Hundredths.Format(tax.PercentHundredths),
        NetAmount = Http.Amount.Of(tax.NetMinor, currency),
        Amount = Http.Amount.Of(tax.AmountMinor, currency),
        Included = tax.IsIncluded,
    };
}

/// <summary>What a fee is for.</summary>
public enum FeeKind
{
    /// <summary>The tickets.</summary>
    Tickets,

    /// <summary>The order.</summary>
    Order,
}
