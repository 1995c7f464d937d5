using System.Text.RegularExpressions;
using Ticketing.Configuration;
using Ticketing.Documents;
using Ticketing.Texts;
using Ticketing.Web.Texts;
using Microsoft.Extensions.Configuration;

namespace Ticketing.Tests.Web;

/// <summary>What pages say, in each language.</summary>
public sealed partial class TextTests
{
    private static readonly TextBook English = PageTexts.Of(Language.English);
    private static readonly TextBook German = PageTexts.Of(Language.German);

    public static TheoryData<string> Books => ["pages", "letters"];

    [Theory]
    [MemberData(nameof(Books))]
    public void Each_language_says_all_and_leaves_the_same_gaps(string book)
    {
        var (english, german) = book == "pages" ? (English, German) : (PaperTexts.Of(Language.English), PaperTexts.Of(Language.German));

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), german.Keys.Order(StringComparer.Ordinal));

        // How times and amounts are written is each language's own: one names the day of the week, the other does not.
        Assert.All(english.Keys.Where(static key => !key.StartsWith("Format.", StringComparison.Ordinal)), key => Assert.Equal(Gaps(english[key]), Gaps(german[key])));
    }

    [Theory]
    [InlineData("de", true, "de")]
    [InlineData("DE-at", true, "de")]
    [InlineData("en-GB-oxendict", true, "en")]
    [InlineData("zh-Hant-TW", true, null)]
    [InlineData("de-1996-u-co-phonebk-x-mine", true, "de")]
    [InlineData("x-mine", true, null)]
    [InlineData("den", true, null)]
    [InlineData("de_DE", false, null)]
    [InlineData("de-", false, "de")]
    [InlineData("d", false, null)]
    [InlineData("de-DE.UTF-8", false, "de")]
    [InlineData("de\n", false, null)]
    [InlineData("", false, null)]
    public void A_language_tag_is_told_from_what_is_none_and_matched_by_its_language(string tag, bool isTag, string? language)
    {
        Assert.Equal(isTag, Languages.IsTag(tag));
        Assert.Equal(language, Languages.Of(tag)?.Tag());
    }

    [Theory]
    [InlineData(1_234_550, "EUR", "€12,345.50", "12.345,50\u00a0€")]
    [InlineData(1_234, "JPY", "¥1,234", "1.234\u00a0¥")]
    [InlineData(2_500, "CHF", "CHF\u00a025.00", "25,00\u00a0CHF")]
    [InlineData(-500, "USD", "−$5.00", "−5,00\u00a0$")]
    public void Money_is_written_as_the_language_writes_it(long minor, string currency, string english, string german)
    {
        Assert.Equal(english, English.Money(minor, currency));
        Assert.Equal(german, German.Money(minor, currency));
    }

    [Fact]
    public void Days_are_written_in_words()
    {
        DateTimeOffset start = new(2030, 6, 1, 19, 30, 0, TimeSpan.FromHours(2));

        Assert.Equal("Saturday, 1 June 2030, 19:30", English.Moment(start));
        Assert.Equal("Samstag, 1. Juni 2030, 19:30 Uhr", German.Moment(start));
        Assert.Equal("Sat 1 June", English.ShortDay(start));
        Assert.Equal("Sa, 1. Juni", German.ShortDay(start));
        Assert.Equal("Sat 1 June, 19:30", English.ShortMoment(start));
        Assert.Equal("Sa, 1. Juni, 19:30 Uhr", German.ShortMoment(start));
        Assert.Equal(("Jun", "Jun"), (English.ShortMonth(start), German.ShortMonth(start)));
    }

    [Theory]
    [InlineData("Europe/Berlin", "Berlin time", "Ortszeit Berlin")]
    [InlineData("Europe/Vienna", "Vienna time", "Ortszeit Wien")]
    [InlineData("America/Argentina/Buenos_Aires", "Buenos Aires time", "Ortszeit Buenos Aires")]
    [InlineData("Etc/GMT-2", "UTC+2", "UTC+2")]
    [InlineData("UTC", "UTC+2", "UTC+2")]
    public void Clocks_are_named_after_their_city(string zone, string english, string german)
    {
        DateTimeOffset start = new(2030, 6, 1, 19, 30, 0, TimeSpan.FromHours(2));

        Assert.Equal((english, german), (English.Zone(start, zone), German.Zone(start, zone)));
    }

    [Fact]
    public void A_time_zone_that_nobody_knows_refuses_the_start_by_name()
    {
        var wrong = new ConfigurationBuilder().AddInMemoryCollection([new("Pages:TimeZone", "Europe/Nowhere")]).Build();

        var refused = Assert.Throws<SettingsException>(() => PageSettings.From(wrong));

        Assert.Contains("Pages:TimeZone", refused.Message, StringComparison.Ordinal);
    }

    private static string[] Gaps(string text) => [.. Gap().Matches(text).Select(static gap => gap.Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Gap();
}
