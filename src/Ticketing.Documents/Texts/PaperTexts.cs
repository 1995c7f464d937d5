using System.Collections.Frozen;
using System.Globalization;
using Ticketing.Events;
using Ticketing.Money;
using Ticketing.Texts;

namespace Ticketing.Documents;

/// <summary>What letters, tickets and receipts say, and how they write times and amounts.</summary>
internal static class PaperTexts
{
    private static readonly FrozenDictionary<Language, TextBook> Books = TextBook.AllOf(typeof(PaperTexts).Assembly);

    public static TextBook Of(Language language) => Books[language];

    /// <summary>A day and a time in UTC; the text around it says so.</summary>
    public static string InUtc(this TextBook texts, DateTimeOffset time) => texts.Time("Format.Moment", time.ToUniversalTime());

    /// <summary>A day and a time, by the clocks of a zone.</summary>
    public static string Moment(this TextBook texts, DateTimeOffset time, string? zone) => texts.Time("Format.Moment", VenueClock.At(time, zone));

    /// <summary>The same where there is little room.</summary>
    public static string ShortMoment(this TextBook texts, DateTimeOffset time, string? zone) => texts.Time("Format.Short", VenueClock.At(time, zone));

    /// <summary>A day, by the clocks of a zone.</summary>
    public static string Day(this TextBook texts, DateTimeOffset time, string? zone) => texts.Time("Format.Day", VenueClock.At(time, zone));

    /// <summary>A time of a day that the reader knows, by the clocks of a zone.</summary>
    public static string Clock(this TextBook texts, DateTimeOffset time, string? zone) => texts.Time("Format.Clock", VenueClock.At(time, zone));

    /// <summary>From a time to another.</summary>
    public static string Period(this TextBook texts, DateTimeOffset from, DateTimeOffset to, string? zone) => IsSameDay(from, to, zone)
        ? texts.Time("Format.SameDay", VenueClock.At(from, zone), VenueClock.At(to, zone))
        : $"{texts.Moment(from, zone)} – {texts.Moment(to, zone)}";

    public static bool IsSameDay(DateTimeOffset one, DateTimeOffset other, string? zone) => VenueClock.At(one, zone).Date == VenueClock.At(other, zone).Date;

    /// <summary>Whose clocks. Where nobody told what the clocks there show, that it is UTC.</summary>
    public static string Zone(this TextBook texts, string? zone) => zone is null ? texts["Format.Utc"] : $"({zone})";

    public static string Amount(this TextBook texts, long minor, string code) => Currency.TryFind(code, out var currency)
        ? texts.Say("Format.Amount", $"{(minor < 0 ? "−" : "")}{currency.Format(Math.Abs(minor))}", code, texts.Money(minor, code))
        : minor.ToString(CultureInfo.InvariantCulture);

    private static string Time(this TextBook texts, string format, DateTimeOffset time, DateTimeOffset? to = null) =>
        texts.Say(format, time, texts[$"Date.Day.{(int)time.DayOfWeek}"], texts[$"Date.Month.{time.Month}"], to);
}
