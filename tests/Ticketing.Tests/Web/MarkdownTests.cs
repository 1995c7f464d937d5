using Ticketing.Web.Texts;

namespace Ticketing.Tests.Web;

/// <summary>What organizers write is text, whatever they write.</summary>
public sealed class MarkdownTests
{
    [Theory]
    [InlineData("A *play*\nin **two** acts.", "<p>A <em>play</em><br />in <strong>two</strong> acts.</p>")]
    [InlineData("# Cast\n\n- Ann\n- Bob", "<h3>Cast</h3><ul><li>Ann</li><li>Bob</li></ul>")]
    [InlineData("[Tickets](https://example.org/a?b=1&c=2)", "<p><a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"nofollow noopener\">Tickets</a></p>")]
    [InlineData("<ann@example.org>", "<p><a href=\"mailto:ann@example.org\">ann@example.org</a></p>")]
    public void It_is_shown_as_it_was_meant(string text, string html) => Assert.Equal(html, Markdown.ToHtml(text).Value.ReplaceLineEndings(""));

    [Theory]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("a <b onclick=x>bold</b>", "<p>a &lt;b onclick=x&gt;bold&lt;/b&gt;</p>")]
    [InlineData("[here](javascript:alert(1))", "<p>here</p>")]
    [InlineData("[*here*](data:text/html,x)", "<p><em>here</em></p>")]
    [InlineData("[here](/organize)", "<p>here</p>")]
    [InlineData("![our **hall**](https://example.org/hall.png)", "<p>our <strong>hall</strong></p>")]
    [InlineData("<javascript:alert(1)>", "<p>javascript:alert(1)</p>")]
    [InlineData("[here][1]\n\n[1]: vbscript:x", "<p>here</p>")]
    public void What_could_do_more_than_say_something_does_not(string text, string html) => Assert.Equal(html, Markdown.ToHtml(text).Value.ReplaceLineEndings(""));
}
