using Ticketing.Money;

namespace Ticketing.Tests.Domain.Events;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", "12.50", 1_250)]
    [InlineData("EUR", "0.05", 5)]
    [InlineData("EUR", "0.00", 0)]
    [InlineData("JPY", "1250", 1_250)]
    [InlineData("JPY", "0", 0)]
    [InlineData("KWD", "1.250", 1_250)]
    [InlineData("CLF", "0.0001", 1)]
    [InlineData("USD", "92233720368547758.07", long.MaxValue)]
    public void Amount_and_minor_units_are_the_same_money(string code, string amount, long minor)
    {
        Assert.True(Currency.TryFind(code, out var currency));
        Assert.True(currency.TryParseAmount(amount, out var parsed));

        Assert.Equal((minor, amount), (parsed, currency.Format(minor)));
    }

    [Theory]
    [InlineData("12", 1_200)]
    [InlineData("12.5", 1_250)]
    [InlineData("007", 700)]
    public void Digits_behind_the_point_may_be_left_out(string amount, long minor)
    {
        Assert.True(Euro.TryParseAmount(amount, out var parsed));
        Assert.Equal(minor, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.234")]
    [InlineData("1.2.3")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData("٣")]
    [InlineData("92233720368547758.08")]
    [InlineData("9999999999999999999")]
    [InlineData("10000000000000000000000000000000000000000")]
    public void What_is_no_amount_is_refused(string amount) => Assert.False(Euro.TryParseAmount(amount, out _));

    [Theory]
    [InlineData(-5, "-0.05")]
    [InlineData(long.MinValue, "-92233720368547758.08")]
    public void Negative_sums_are_written_with_a_sign(long minor, string expected) => Assert.Equal(expected, Euro.Format(minor));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("DEM")]
    [InlineData("XAU")]
    public void What_is_no_active_currency_is_not_found(string? code) => Assert.False(Currency.TryFind(code, out _));

    [Fact]
    public void Every_code_has_three_capitals() => Assert.All(
        Currency.All, currency => Assert.Matches("^[A-Z]{3}$", currency.Code));

    private static Currency Euro => Currency.TryFind("EUR", out var euro) ? euro : throw new InvalidOperationException("EUR is missing.");
}
