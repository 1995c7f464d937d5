using Ticketing.Money;

namespace Ticketing.Payments;

/// <summary>
/// Amounts as Stripe counts them, which is not everywhere as ISO 4217 does (https://docs.stripe.com/currencies): what has three
/// decimals must end in 0, the ariary has no decimals there, and króna and Ugandan shilling have two that must be 0.
/// </summary>
internal static class StripeAmounts
{
    private const long MostDigits = 99_999_999;

    private static readonly HashSet<string> WithoutDecimals =
    [
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
    ];

    private static readonly HashSet<string> WithThreeDecimals = ["BHD", "JOD", "KWD", "OMR", "TND"];

    /// <summary>They have no decimals any more, and two at Stripe.</summary>
    private static readonly HashSet<string> WithFormerDecimals = ["ISK", "UGX"];

    /// <summary>The least that is charged, in minor units of ISO 4217. Stripe has it for currencies in which it pays out; of others it takes the equivalent.</summary>
    private static readonly Dictionary<string, long> Least = new()
    {
        ["AED"] = 200,
        ["AUD"] = 50,
        ["BRL"] = 50,
        ["CAD"] = 50,
        ["CHF"] = 50,
        ["CZK"] = 1_500,
        ["DKK"] = 250,
        ["EUR"] = 50,
        ["GBP"] = 30,
        ["HKD"] = 400,
        ["HUF"] = 17_500,
        ["INR"] = 50,
        ["JPY"] = 50,
        ["MXN"] = 1_000,
        ["MYR"] = 200,
        ["NOK"] = 300,
        ["NZD"] = 50,
        ["PLN"] = 200,
        ["RON"] = 200,
        ["SEK"] = 300,
        ["SGD"] = 50,
        ["THB"] = 1_000,
        ["USD"] = 50,
    };

    /// <summary>The most that is charged, as Stripe counts, where that is not <see cref="MostDigits"/>.</summary>
    private static readonly Dictionary<string, long> Most = new()
    {
        ["COP"] = 999_999_999_999,
        ["HUF"] = 999_999_999_999,
        ["IDR"] = 999_999_999_999,
        ["INR"] = 999_999_999,
        ["JPY"] = 9_999_999_999,
        ["LBP"] = 99_999_999_999_999,
    };

    /// <summary>The amount as Stripe counts it. False: it can't be charged.</summary>
    public static bool TryCharge(long minor, Currency currency, out long amount)
    {
        amount = Convert(minor, currency, Math.Floor) ?? 0;
        return WhyNot(minor, currency) is null;
    }

    /// <summary>The amount to be paid back as Stripe counts it. What Stripe can't express goes up, so that nobody gets less than is theirs.</summary>
    public static long ToPayBack(long minor, Currency currency) => Convert(minor, currency, Math.Ceiling) ?? 0;

    /// <summary>What Stripe counts, in minor units of ISO 4217.</summary>
    public static long Minor(long amount, Currency currency) =>
        (long)(amount * (decimal)Math.Pow(10, currency.MinorUnits) / (decimal)Math.Pow(10, DecimalsOf(currency)));

    /// <summary>Why a price can't be charged, and what helps. Null: it can.</summary>
    public static string? WhyNot(long minor, Currency currency)
    {
        if (Convert(minor, currency, Math.Floor) is not { } amount)
        {
            return $"can't be paid through Stripe, which does not charge {currency} with {currency.MinorUnits} decimals: choose another currency.";
        }

        if (Minor(amount, currency) != minor)
        {
            return currency.MinorUnits == 3
                ? $"must end in 0 to be paid through Stripe, such as {currency.Format(minor / 10 * 10)} {currency}."
                : $"must be whole to be paid through Stripe, such as {currency.Format(minor / 100 * 100)} {currency}.";
        }

        if (Least.TryGetValue(currency.Code, out var least) && minor < least)
        {
            return $"must be 0, or at least {currency.Format(least)} {currency}: Stripe charges nothing below.";
        }

        var most = Most.GetValueOrDefault(currency.Code, MostDigits);
        return amount > most ? $"must be at most {currency.Format(Minor(most, currency))} {currency}: Stripe charges nothing above." : null;
    }

    /// <summary>Null: Stripe does not charge the currency.</summary>
    private static long? Convert(long minor, Currency currency, Func<decimal, decimal> round)
    {
        var isKnown = currency.MinorUnits switch
        {
            0 => WithoutDecimals.Contains(currency.Code) || WithFormerDecimals.Contains(currency.Code),
            2 => true,
            3 => WithThreeDecimals.Contains(currency.Code),
            _ => false,
        };
        if (!isKnown)
        {
            return null;
        }

        var exact = minor * (decimal)Math.Pow(10, DecimalsOf(currency)) / (decimal)Math.Pow(10, currency.MinorUnits);
        var step = currency.MinorUnits == 3 ? 10 : 1;
        return (long)round(exact / step) * step;
    }

    private static int DecimalsOf(Currency currency) => WithoutDecimals.Contains(currency.Code) ? 0 : currency.MinorUnits == 3 ? 3 : 2;
}
