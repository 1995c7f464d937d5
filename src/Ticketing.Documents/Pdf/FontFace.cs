using System.Text;
using HarfBuzzSharp;
using SkiaSharp;

namespace Ticketing.Documents;

/// <summary>One font file, from which glyphs are chosen. Nothing of it changes, so that threads share it.</summary>
internal sealed class FontFace
{
    private readonly SKData _file;

    public FontFace(string name)
    {
        using var stream = typeof(FontFace).Assembly.GetManifestResourceStream($"{name}.ttf")
            ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");

        // Not Blob.FromStream: what it points to may be collected (HarfBuzzSharp 14.4.0).
        _file = SKData.Create(stream);
        using Blob blob = new(_file.Data, (int)_file.Size, MemoryMode.ReadOnly);
        blob.MakeImmutable();
        Glyphs = new Face(blob, 0);
        Glyphs.MakeImmutable();
        UnitsPerEm = Glyphs.UnitsPerEm;
        Shaper = new Font(Glyphs);
        Shaper.SetFunctionsOpenType();
    }

    public Face Glyphs { get; }

    public Font Shaper { get; }

    public int UnitsPerEm { get; }

    /// <summary>Whether a character as people count them, of one code point or several, can be written with this font alone.</summary>
    public bool Has(string character)
    {
        var isThere = true;
        foreach (var part in character.EnumerateRunes())
        {
            isThere &= IsSilent(part) || Shaper.TryGetNominalGlyph(part.Value, out _);
        }

        return isThere || ShapesWhole(character);
    }

    /// <summary>What a letter and a mark say together the font may have as one glyph.</summary>
    private bool ShapesWhole(string character)
    {
        using HarfBuzzSharp.Buffer buffer = new();
        buffer.AddUtf16(character);
        buffer.GuessSegmentProperties();
        Shaper.Shape(buffer);
        foreach (var glyph in buffer.GetGlyphInfoSpan())
        {
            if (glyph.Codepoint == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Code points that only change how others look: joiners and selectors of variants.</summary>
    private static bool IsSilent(Rune part) => part.Value is 0x200C or 0x200D or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
