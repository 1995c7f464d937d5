using Microsoft.Extensions.Configuration;
using Ticketing.Configuration;
using Ticketing.Web.Embed;

namespace Ticketing.Tests.Web;

/// <summary>Who may show events in a frame, and in which colours.</summary>
public sealed class EmbedTests
{
    [Fact]
    public void Nobody_may_show_events_until_a_site_is_named()
    {
        Assert.Empty(PageSettings.From(Given("")).EmbedOrigins);
        Assert.Equal(["https://theatre.example", "http://localhost:8000"], PageSettings.From(Given("https://theatre.example, http://localhost:8000")).EmbedOrigins);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("theatre.example")]
    [InlineData("https://theatre.example/")]
    [InlineData("https://theatre.example/programme")]
    [InlineData("https://theatre.example; script-src *")]
    [InlineData("http://theatre.example")]
    public void What_is_no_origin_that_can_be_trusted_refuses_the_start_by_name(string origin)
    {
        var refused = Assert.Throws<SettingsException>(() => PageSettings.From(Given(origin)));

        Assert.Contains("Pages:EmbedOrigins must list origins such as https://theatre.example", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#ffcc00")]
    [InlineData("7a0019")]
    [InlineData("#000000")]
    [InlineData("#ffffff")]
    [InlineData("#808080")]
    [InlineData("#0000ff")]
    public void Text_can_be_read_in_every_colour_of_a_site_and_on_it(string text)
    {
        Assert.True(Colour.TryParse(text, out var wanted));
        var (light, dark) = (AccentColours.OnLight(wanted), AccentColours.OnDark(wanted));

        Assert.True(light.Accent.ContrastTo(new Colour(0xf1, 0xee, 0xe7)) >= AccentColours.LeastContrast);
        Assert.True(dark.Accent.ContrastTo(new Colour(0x1b, 0x20, 0x1f)) >= AccentColours.LeastContrast);
        Assert.All([light, dark], static colours => Assert.True(colours.Accent.ContrastTo(colours.On) >= AccentColours.LeastContrast));
        Assert.All([light, dark], static colours => Assert.True(colours.Strong.ContrastTo(colours.On) >= AccentColours.LeastContrast));
    }

    [Fact]
    public void A_colour_that_can_be_read_stays_as_it_is()
    {
        Assert.True(Colour.TryParse("#0f6b5c", out var green));

        Assert.Equal(green, AccentColours.OnLight(green).Accent);
        Assert.Equal("0f6b5c", green.Hex);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("red")]
    [InlineData("#fff")]
    [InlineData("##fffff")]
    [InlineData("+12345")]
    public void What_is_no_colour_is_none(string? text) => Assert.False(Colour.TryParse(text, out _));

    private static IConfiguration Given(string origins) => new ConfigurationBuilder().AddInMemoryCollection([new("Pages:EmbedOrigins", origins)]).Build();
}
