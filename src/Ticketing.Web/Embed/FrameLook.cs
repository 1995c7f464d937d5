using System.Text;
using Microsoft.AspNetCore.Http;
using Ticketing.Texts;
using Ticketing.Web.Http;

namespace Ticketing.Web.Embed;

/// <summary>Light or dark, in a frame.</summary>
public enum FrameScheme
{
    /// <summary>As the reader prefers it.</summary>
    Auto,
    Light,
    Dark,
}

/// <summary>How a page looks in a frame on somebody's own site, as that site asks for it.</summary>
/// <param name="Scheme">Light or dark.</param>
/// <param name="Accent">The site's colour. Null: the pages' own.</param>
/// <param name="Language">The site's language. Null: the reader's.</param>
/// <param name="Origins">The sites that may show it.</param>
public sealed record FrameLook(FrameScheme Scheme, Colour? Accent, Language? Language, IReadOnlyList<string> Origins)
{
    /// <summary>By the names in the address. What is none of them counts as not said: embed.js tells whoever wrote it.</summary>
    public static FrameLook Of(PageRequest request, IReadOnlyList<string> origins) => new(
        Enum.TryParse<FrameScheme>(request.Query("scheme"), ignoreCase: true, out var scheme) && Enum.IsDefined(scheme) ? scheme : FrameScheme.Auto,
        Colour.TryParse(request.Query("accent"), out var accent) ? accent : null,
        Languages.TryFind(request.Query("lang"), out var language) ? language : null,
        origins);

    public string StyleAddress => $"/embed/look.css?scheme={Scheme.ToString().ToLowerInvariant()}" + (Accent is { } accent ? $"&accent={accent.Hex}" : "");

    /// <summary>The style sheet that makes it so. It comes after all others.</summary>
    public IResult Style()
    {
        var css = new StringBuilder("body { min-height: 0; background: var(--surface); }\nmain { padding-block: var(--space-5); }\n");
        if (Scheme != FrameScheme.Auto)
        {
            css.Append($":root {{ color-scheme: {Scheme.ToString().ToLowerInvariant()}; }}\n");
        }

        if (Accent is { } accent)
        {
            css.Append(Scheme switch
            {
                FrameScheme.Light => Tokens(AccentColours.OnLight(accent)),
                FrameScheme.Dark => Tokens(AccentColours.OnDark(accent)),
                _ => $"{Tokens(AccentColours.OnLight(accent))}@media (prefers-color-scheme: dark) {{\n{Tokens(AccentColours.OnDark(accent))}}}\n",
            });
        }

        return Results.Text(css.ToString(), "text/css", Encoding.UTF8);
    }

    private static string Tokens(AccentColours colours) =>
        $":root {{ --accent: #{colours.Accent.Hex}; --accent-strong: #{colours.Strong.Hex}; --accent-soft: #{colours.Soft.Hex}; --on-accent: #{colours.On.Hex}; }}\n";
}
