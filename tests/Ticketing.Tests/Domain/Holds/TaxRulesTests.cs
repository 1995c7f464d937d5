using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Inventory;

namespace Ticketing.Tests.Domain.Holds;

public sealed class TaxRulesTests
{
    [Theory]
    [InlineData("EUR", 5_000, 700, 327, 4_673)]
    [InlineData("EUR", 107, 700, 7, 100)]
    [InlineData("USD", 999, 825, 76, 923)]
    [InlineData("JPY", 1_100, 1_000, 100, 1_000)]
    [InlineData("JPY", 105, 1_000, 10, 95)]
    [InlineData("KWD", 4_725, 500, 225, 4_500)]
    [InlineData("KWD", 1_001, 500, 48, 953)]
    [InlineData("CHF", 2_005, 260, 51, 1_954)]
    [InlineData("EUR", 3, 10_000, 2, 1)]
    public void A_tax_that_is_in_the_price_is_rounded_half_up_and_the_rest_is_net(string currency, long price, int percent, long tax, long net)
    {
        var line = Assert.Single(TaxRules.Lines(Of(percent, isIncluded: true), price, 0, currency));
        Assert.Equal((tax, net, true), (line.AmountMinor, line.NetMinor, line.IsIncluded));
        Assert.Equal(0, TaxRules.Added(Of(percent, isIncluded: true), price, 0, currency));
    }

    [Theory]
    [InlineData("EUR", 1_050, 500, 53)]
    [InlineData("USD", 1_000, 825, 83)]
    [InlineData("USD", 999, 825, 82)]
    [InlineData("JPY", 105, 1_000, 11)]
    [InlineData("KWD", 4_725, 500, 240)]
    [InlineData("KWD", 1_300, 500, 70)]
    [InlineData("CHF", 2_005, 810, 162)]
    public void A_tax_that_is_added_is_rounded_half_up_to_what_can_be_charged(string currency, long price, int percent, long tax)
    {
        var line = Assert.Single(TaxRules.Lines(Of(percent, isIncluded: false), price, 0, currency));
        Assert.Equal((tax, price, false), (line.AmountMinor, line.NetMinor, line.IsIncluded));
        Assert.Equal(tax, TaxRules.Added(Of(percent, isIncluded: false), price, 0, currency));
    }

    [Fact]
    public void It_is_rounded_once_for_all_places_and_fees_of_a_rate()
    {
        // Three tickets of 0.33 with a tax of 0.0165 each: 0.05 together, not 0.06.
        Assert.Equal(5, TaxRules.Added(Of(500, isIncluded: false), 99, 0, "EUR"));
        Assert.Equal(5, TaxRules.Added(Of(500, isIncluded: false), 66, 33, "EUR"));
    }

    [Fact]
    public void Fees_at_a_rate_of_their_own_have_a_line_of_their_own()
    {
        var lines = TaxRules.Lines(Of(700, isIncluded: true) with { FeeHundredths = 1_900 }, 4_999, 475, "EUR");
        Assert.Equal(["700 327 4672", "1900 76 399"], lines.Select(static line => $"{line.PercentHundredths} {line.AmountMinor} {line.NetMinor}"));
        Assert.Equal("0 0 4999", Assert.Single(TaxRules.Lines(Of(0, isIncluded: true), 4_999, 0, "EUR").Select(static line => $"{line.PercentHundredths} {line.AmountMinor} {line.NetMinor}")));
    }

    [Fact]
    public void What_costs_nothing_bears_none() => Assert.Empty(TaxRules.Lines(Of(700, isIncluded: false), 0, 0, "EUR"));

    [Fact]
    public void The_greatest_amounts_fit()
    {
        Assert.Equal(EventLimits.ValueMinor, TaxRules.Added(Of(100_00, isIncluded: false), EventLimits.ValueMinor, 0, "EUR"));
        Assert.Equal(EventLimits.ValueMinor / 2, TaxRules.Lines(Of(100_00, isIncluded: true), EventLimits.ValueMinor, 0, "EUR")[0].AmountMinor);
    }

    [Theory]
    [InlineData("EUR")]
    [InlineData("USD")]
    [InlineData("JPY")]
    [InlineData("KWD")]
    [InlineData("CHF")]
    public void The_shares_of_places_are_all_of_the_tax(string currency)
    {
        PriceBreakdown prices = new()
        {
            Lines = [new PriceLine { Quantity = 3, PriceMinor = 999, FeeMinor = 25 }, new PriceLine { Quantity = 4, PriceMinor = 1_501 }],
            OrderFeeMinor = 50,
        };
        prices = prices with { Taxes = TaxRules.Lines(Of(770, isIncluded: false), prices.PlacesMinor, prices.FeesMinor, currency) };
        HoldState hold = new() { Prices = prices, Parts = [new HoldPart { Units = [new GrantedUnit(0, 2, null, 0), new GrantedUnit(1, 5, null, 0)] }] };
        var sold = HoldPricing.SoldFor(hold, hold.Parts[0])!.Value;
        Assert.Equal(prices.TotalMinor, sold.Sum(static unit => unit.PlacesMinor + unit.FeesMinor + unit.TaxMinor));
        Assert.All(sold, static unit => Assert.True(unit.TaxMinor > 0));
    }

    private static EventTax Of(int percent, bool isIncluded) => new() { Name = "VAT", TicketHundredths = percent, FeeHundredths = percent, IsIncluded = isIncluded };
}
