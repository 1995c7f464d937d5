using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Ticketing.Web.Texts;

/// <summary>
/// Text of organizers as HTML. They are not trusted with more than text: HTML in it is shown as it was typed, links lead to web pages and
/// mailboxes alone, and pictures are their descriptions.
/// </summary>
public static class Markdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UseSoftlineBreakAsHardlineBreak().UseReferralLinks("nofollow", "noopener").Build();

    /// <summary>The page has a title of its own, so headings begin below it.</summary>
    private const int HighestHeading = 3;

    public static MarkupString ToHtml(string text)
    {
        var document = Markdig.Markdown.Parse(text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + HighestHeading - 1);
        }

        foreach (var link in document.Descendants<LinkInline>().ToArray())
        {
            if (link.IsImage || !IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url))
            {
                Unwrap(link);
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(static link => !link.IsEmail && !IsSafe(link.Url)).ToArray())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        return new MarkupString(document.ToHtml(Pipeline));
    }

    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeMailto);

    /// <summary>What it says stays, as text.</summary>
    private static void Unwrap(LinkInline link)
    {
        foreach (var part in link.ToArray())
        {
            part.Remove();
            link.InsertBefore(part);
        }

        link.Remove();
    }
}
