using System.Globalization;
using Ticketing.Money;

namespace Ticketing.Texts;

/// <summary>Money and times, as the reader's language writes them.</summary>
public static class Wording
{
    private static readonly Dictionary<string, string> Symbols = new(StringComparer.Ordinal) { ["EUR"] = "€", ["USD"] = "$", ["GBP"] = "£", ["JPY"] = "¥" };

    /// <summary>Such as €25.00, 25,00 € and CHF 25.00.</summary>
    public static string Money(this TextBook texts, long minor, string code)
    {
        if (!Currency.TryFind(code, out var currency))
        {
            return $"{minor} {code}";
        }

        var plain = currency.Format(Math.Abs(minor)).Split('.');
        var whole = texts.Number(long.Parse(plain[0], CultureInfo.InvariantCulture));
        var amount = plain.Length == 2 ? $"{whole}{texts["Number.Decimal"]}{plain[1]}" : whole;
        return (minor < 0 ? "−" : "") + string.Format(CultureInfo.InvariantCulture, texts.MoneyPattern(code), amount);
    }

    /// <summary>Where the amount stands beside the currency: €{0}, {0} €, CHF {0}.</summary>
    public static string MoneyPattern(this TextBook texts, string code) =>
        Symbols.TryGetValue(code, out var symbol) ? texts.Say("Money.Symbol", "{0}", symbol) : texts.Say("Money.Code", "{0}", code);

    /// <summary>What a place costs, or that it costs nothing.</summary>
    public static string Price(this TextBook texts, long minor, string code) => minor == 0 ? texts["Money.Free"] : texts.Money(minor, code);

    /// <summary>Such as 2.5 %, of hundredths of a percent.</summary>
    public static string Percent(this TextBook texts, int hundredths) =>
        $"{(hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture).Replace(".", texts["Number.Decimal"], StringComparison.Ordinal)} %";

    /// <summary>Such as Saturday, 1 June 2030.</summary>
    public static string Day(this TextBook texts, DateTimeOffset at) => texts.Say(
        "Date.Long", texts[$"Date.Day.{(int)at.DayOfWeek}"], at.Day, texts[$"Date.Month.{at.Month}"], at.Year);

    /// <summary>Such as Sat 1 June.</summary>
    public static string ShortDay(this TextBook texts, DateTimeOffset at) => texts.Say(
        "Date.Short", texts[$"Date.Day.{(int)at.DayOfWeek}"][..int.Parse(texts["Date.DayLetters"], CultureInfo.InvariantCulture)], at.Day, texts[$"Date.Month.{at.Month}"], at.Year);

    /// <summary>Such as Jun: three letters tell the months apart.</summary>
    public static string ShortMonth(this TextBook texts, DateTimeOffset at) => texts[$"Date.Month.{at.Month}"][..3];

    /// <summary>Such as 19:30.</summary>
    public static string Clock(this TextBook texts, DateTimeOffset at) => texts.Say("Date.Clock", at.ToString("HH:mm", CultureInfo.InvariantCulture));

    /// <summary>The day and the time in one line.</summary>
    public static string Moment(this TextBook texts, DateTimeOffset at) => texts.Say("Date.Moment", texts.Day(at), texts.Clock(at));

    /// <summary>The same, the day in short: Sat 1 June, 19:30.</summary>
    public static string ShortMoment(this TextBook texts, DateTimeOffset at) => texts.Say("Date.Moment", texts.ShortDay(at), texts.Clock(at));

    /// <summary>Whose clock a time is by, as people say it: Berlin time. Of zones that no city names: UTC+2.</summary>
    /// <param name="texts">The reader's language.</param>
    /// <param name="at">The time.</param>
    /// <param name="zone">The zone's name, such as Europe/Berlin.</param>
    public static string Zone(this TextBook texts, DateTimeOffset at, string zone)
    {
        var city = zone[(zone.LastIndexOf('/') + 1)..];
        return city.Length == zone.Length || zone.StartsWith("Etc/", StringComparison.Ordinal) || zone.StartsWith("US/", StringComparison.Ordinal) ? Offset(at)
            : texts.Say("Date.Zone", texts.Has($"Date.City.{city}") ? texts[$"Date.City.{city}"] : city.Replace('_', ' '));
    }

    private static string Offset(DateTimeOffset at) => at.Offset == TimeSpan.Zero ? "UTC"
        : string.Create(CultureInfo.InvariantCulture, $"UTC{(at.Offset < TimeSpan.Zero ? '−' : '+')}{Math.Abs(at.Offset.Hours)}{(at.Offset.Minutes == 0 ? "" : $":{Math.Abs(at.Offset.Minutes):00}")}");

    /// <summary>For machines: the datetime of a time element.</summary>
    public static string Stamp(this DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
