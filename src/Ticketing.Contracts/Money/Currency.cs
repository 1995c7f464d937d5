using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ticketing.Money;

/// <summary>
/// A currency in which tickets can be priced. On the wire money is a decimal string with a code; inside it is a whole
/// number of minor units (cents), so that no sum is ever rounded.
/// </summary>
public sealed class Currency
{
    // Digits of a long; a longer amount can't be one.
    private const int MaxDigits = 19;

    private static readonly Dictionary<string, Currency> ByCode = CurrencyCodes.Load();
    private static readonly long[] PowersOfTen = [1, 10, 100, 1_000, 10_000];

    internal Currency(string code, int minorUnits)
    {
        Code = code;
        MinorUnits = minorUnits;
    }

    /// <summary>The alphabetic code of ISO 4217, such as "EUR".</summary>
    public string Code { get; }

    /// <summary>Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    public int MinorUnits { get; }

    /// <summary>All currencies, by code.</summary>
    public static IReadOnlyCollection<Currency> All => ByCode.Values;

    /// <summary>Finds an active currency. Codes are in capitals.</summary>
    public static bool TryFind(string? code, [NotNullWhen(true)] out Currency? currency)
    {
        currency = null;
        return code is not null && ByCode.TryGetValue(code, out currency);
    }

    /// <summary>
    /// Reads digits with an optional decimal point and at most <see cref="MinorUnits"/> digits behind it ("12", "12.5",
    /// "12.50"). No sign, no spaces, no exponent, no separators: false for those, and for what is too large.
    /// </summary>
    public bool TryParseAmount(ReadOnlySpan<char> text, out long minor)
    {
        minor = 0;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.IsEmpty || whole.Length > MaxDigits || fraction.Length > MinorUnits || (point >= 0 && fraction.IsEmpty))
        {
            return false;
        }

        Int128 sum = 0;
        foreach (var digit in whole)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            sum = (sum * 10) + (digit - '0');
        }

        long part = 0;
        foreach (var digit in fraction)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            part = (part * 10) + (digit - '0');
        }

        sum = (sum * PowersOfTen[MinorUnits]) + (part * PowersOfTen[MinorUnits - fraction.Length]);
        if (sum > long.MaxValue)
        {
            return false;
        }

        minor = (long)sum;
        return true;
    }

    /// <summary>The amount as a decimal string with all its digits: 1250 is "12.50" in EUR and "1250" in JPY.</summary>
    public string Format(long minor)
    {
        if (MinorUnits == 0)
        {
            return minor.ToString(CultureInfo.InvariantCulture);
        }

        // Room for the sign, nineteen digits, the point and zeros before a small amount.
        Span<char> text = stackalloc char[32];
        var magnitude = UInt128.CreateChecked(Int128.Abs(minor));
        var at = text.Length;
        for (var digits = 0; magnitude > 0 || digits <= MinorUnits; digits++)
        {
            if (digits == MinorUnits)
            {
                text[--at] = '.';
            }

            text[--at] = (char)('0' + (int)(magnitude % 10));
            magnitude /= 10;
        }

        if (minor < 0)
        {
            text[--at] = '-';
        }

        return new string(text[at..]);
    }

    public override string ToString() => Code;
}
