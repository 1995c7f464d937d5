using Ticketing.Money;
using Ticketing.Payments;

namespace Ticketing.Tests.Payments;

/// <summary>Amounts as Stripe counts them, and which it charges.</summary>
public sealed class StripeAmountTests
{
    [Theory]
    [InlineData("EUR", "12.34", 1_234)]
    [InlineData("USD", "0.50", 50)]
    [InlineData("JPY", "500", 500)]
    [InlineData("KWD", "5.120", 5_120)]
    [InlineData("CHF", "80.00", 8_000)]
    [InlineData("ISK", "5", 500)]
    [InlineData("UGX", "5", 500)]
    [InlineData("MGA", "5.00", 5)]
    [InlineData("HUF", "175.45", 17_545)]
    [InlineData("TWD", "800.45", 80_045)]
    [InlineData("IDR", "1500000.00", 150_000_000)]
    public void It_is_charged_in_the_units_of_Stripe(string code, string amount, long expected)
    {
        var (currency, minor) = Read(code, amount);
        Assert.True(StripeAmounts.TryCharge(minor, currency, out var charged));
        Assert.Equal((expected, minor), (charged, StripeAmounts.Minor(charged, currency)));
    }

    [Theory]
    [InlineData("KWD", "5.124", "must end in 0 to be paid through Stripe, such as 5.120 KWD.")]
    [InlineData("MGA", "5.50", "must be whole to be paid through Stripe, such as 5.00 MGA.")]
    [InlineData("EUR", "0.49", "must be 0, or at least 0.50 EUR: Stripe charges nothing below.")]
    [InlineData("JPY", "49", "must be 0, or at least 50 JPY: Stripe charges nothing below.")]
    [InlineData("HUF", "174.99", "must be 0, or at least 175.00 HUF: Stripe charges nothing below.")]
    [InlineData("EUR", "1000000.00", "must be at most 999999.99 EUR: Stripe charges nothing above.")]
    [InlineData("INR", "10000000.00", "must be at most 9999999.99 INR: Stripe charges nothing above.")]
    [InlineData("ISK", "1000000", "must be at most 999999 ISK: Stripe charges nothing above.")]
    [InlineData("IQD", "5.000", "can't be paid through Stripe, which does not charge IQD with 3 decimals: choose another currency.")]
    [InlineData("CLF", "5.0000", "can't be paid through Stripe, which does not charge CLF with 4 decimals: choose another currency.")]
    public void What_can_not_be_charged_says_why_and_what_helps(string code, string amount, string why)
    {
        var (currency, minor) = Read(code, amount);
        Assert.Equal(why, StripeAmounts.WhyNot(minor, currency));
        Assert.False(StripeAmounts.TryCharge(minor, currency, out _));
    }

    /// <summary>Of a third nobody gets less than is theirs.</summary>
    [Theory]
    [InlineData("EUR", "3.33", 333)]
    [InlineData("KWD", "3.331", 3_340)]
    [InlineData("MGA", "3.20", 4)]
    [InlineData("ISK", "3", 300)]
    public void What_is_paid_back_goes_up_to_what_Stripe_can(string code, string amount, long expected)
    {
        var (currency, minor) = Read(code, amount);
        Assert.Equal(expected, StripeAmounts.ToPayBack(minor, currency));
    }

    [Fact]
    public void Every_currency_is_charged_or_says_why_not() => Assert.All(Currency.All, static currency =>
    {
        var price = 1_000_000L * (currency.MinorUnits == 0 ? 1 : 10);
        Assert.True(StripeAmounts.WhyNot(price, currency) is null || currency.Code is "CLF" or "UYW" or "IQD" or "LYD" or "UYI" or "ISK" or "UGX", StripeAmounts.WhyNot(price, currency));
    });

    private static (Currency Currency, long Minor) Read(string code, string amount)
    {
        Assert.True(Currency.TryFind(code, out var currency));
        Assert.True(currency.TryParseAmount(amount, out var minor));
        return (currency, minor);
    }
}
