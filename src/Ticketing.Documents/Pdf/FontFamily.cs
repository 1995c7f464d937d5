using HarfBuzzSharp;

namespace Ticketing.Documents;

/// <summary>The fonts of one weight, of which a text takes those that have its letters. A font is loaded when a text needs it.</summary>
internal sealed class FontFamily
{
    private readonly Lazy<FontFace>[] _faces;
    private readonly Dictionary<Script, Lazy<FontFace>> _byScript;

    private FontFamily(string latin, string weight)
    {
        var (hebrew, arabic, devanagari, thai) = (Of($"NotoSansHebrew-{weight}"), Of($"NotoSansArabic-{weight}"), Of($"NotoSansDevanagari-{weight}"), Of($"NotoSansThai-{weight}"));
        _faces = [Of(latin), hebrew, arabic, devanagari, thai, EastAsian];
        _byScript = new()
        {
            [Script.Hebrew] = hebrew,
            [Script.Arabic] = arabic,
            [Script.Devanagari] = devanagari,
            [Script.Thai] = thai,
            [Script.Han] = EastAsian,
            [Script.Hiragana] = EastAsian,
            [Script.Katakana] = EastAsian,
            [Script.Hangul] = EastAsian,
            [Script.Bopomofo] = EastAsian,
        };
    }

    public static FontFamily Regular { get; } = new("DejaVuSans", "Regular");

    public static FontFamily Bold { get; } = new("DejaVuSans-Bold", "Bold");

    /// <summary>The largest by far, and of one weight.</summary>
    private static Lazy<FontFace> EastAsian => field ??= Of("DroidSansFallback");

    /// <summary>The font that has this character, or none.</summary>
    /// <param name="character">One character as people count them.</param>
    /// <param name="script">Its script.</param>
    /// <param name="before">The font of what stands before it, which blanks and signs of no script follow.</param>
    public FontFace? For(string character, Script script, FontFace? before)
    {
        if (before is not null && IsOfNone(script) && before.Has(character))
        {
            return before;
        }

        if (_byScript.TryGetValue(script, out var own) && own.Value.Has(character))
        {
            return own.Value;
        }

        return _faces.FirstOrDefault(face => face.Value.Has(character))?.Value;
    }

    public static bool IsOfNone(Script script) => script == Script.Common || script == Script.Inherited;

    private static Lazy<FontFace> Of(string name) => new(() => new FontFace(name));
}
