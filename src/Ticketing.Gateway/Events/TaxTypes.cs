using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Http;

namespace Ticketing.Events;

/// <summary>The tax of what is sold. It is worked out once for each rate, from all of an order, to the nearest minor unit, halves up.</summary>
public sealed record TaxRequest
{
    /// <summary>What it is called, such as VAT.</summary>
    [StringLength(40, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Of the prices of tickets: from 0 to 100, with at most two decimals.</summary>
    public required Amount Percent { get; init; }

    /// <summary>Of fees, as <c>percent</c>. Left out: the same.</summary>
    public Amount? FeePercent { get; init; }

    /// <summary>true: prices and fees are with it, as in Europe. false: it is added to them.</summary>
    public required bool Included { get; init; }

    internal EventTax Tax(List<FieldError> errors)
    {
        var percent = Hundredths.Read(Percent, "tax.percent", "7.5", errors);
        return new EventTax
        {
            Name = Name,
            TicketHundredths = percent,
            FeeHundredths = FeePercent is null ? percent : Hundredths.Read(FeePercent, "tax.fee_percent", "7.5", errors),
            IsIncluded = Included,
        };
    }
}

/// <summary>The tax of what is sold.</summary>
public sealed record TaxResponse
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Of the prices of tickets, from 0 to 100.</summary>
    public required string Percent { get; init; }

    /// <summary>Of fees, from 0 to 100.</summary>
    public required string FeePercent { get; init; }

    /// <summary>true: prices and fees are with it. false: it is added to them.</summary>
    public required bool Included { get; init; }

    internal static TaxResponse? Of(EventTax? tax) => tax is null ? null : new()
    {
        Name = tax.Name,
        Percent = Hundredths.Format(tax.TicketHundredths),
        FeePercent = Hundredths.Format(tax.FeeHundredths),
        Included = tax.IsIncluded,
    };
}

/// <summary>Who sells, as receipts name them.</summary>
public sealed record Seller
{
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Where they are, in at most six lines. Left out: it is not told.</summary>
    [LinesLength(500, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    /// <summary>Under which number they pay taxes, such as a VAT id. Left out: it is not told.</summary>
    [StringLength(40, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TaxNumber { get; init; }

    internal EventSeller Facts => new() { Name = Name, Address = Address, TaxNumber = TaxNumber };

    internal static Seller? Of(EventSeller? seller) => seller is null ? null : new() { Name = seller.Name, Address = seller.Address, TaxNumber = seller.TaxNumber };
}
