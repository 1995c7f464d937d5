using System.Globalization;
using System.Text;

namespace Ticketing.Documents;

/// <summary>A font as one document uses it: notes which characters are written, so that no others are embedded.</summary>
/// <param name="name">What pages call it.</param>
/// <param name="font">Where the glyphs come from.</param>
internal sealed class PdfFont(string name, TrueTypeFont font)
{
    private const int MostInBlock = 100;

    /// <summary>Subsets are called so: six letters and a plus.</summary>
    private const string SubsetMark = "TICKET+";

    private readonly SortedDictionary<ushort, Rune> _used = [];

    public string Name => name;

    public TrueTypeFont Font => font;

    /// <summary>The glyphs of a text, as a page's content has them.</summary>
    public string Encode(string text)
    {
        StringBuilder glyphs = new("<");
        foreach (var character in text.EnumerateRunes())
        {
            var glyph = font.GlyphOf(character);
            _used.TryAdd(glyph, font.Has(character) ? character : new Rune(TrueTypeFont.Replacement));
            glyphs.Append(CultureInfo.InvariantCulture, $"{glyph:X4}");
        }

        return glyphs.Append('>').ToString();
    }

    public int Write(PdfWriter pdf)
    {
        var subset = FontSubset.Of(font, _used.Keys);
        var file = pdf.AddStream(string.Create(CultureInfo.InvariantCulture, $"/Length1 {subset.Length}"), subset);
        var box = string.Join(' ', font.Box.Select(value => InThousandths(value).ToString(CultureInfo.InvariantCulture)));
        var descriptor = pdf.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/FontDescriptor/FontName/{SubsetMark}{font.Name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {InThousandths(font.Ascent)}/Descent {InThousandths(font.Descent)}/CapHeight {InThousandths(font.Ascent)}/StemV 80/FontFile2 {file} 0 R>>"));
        var widths = string.Join(' ', _used.Keys.Select(glyph => string.Create(CultureInfo.InvariantCulture, $"{glyph}[{InThousandths(font.WidthOf(glyph))}]")));
        var descendant = pdf.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{SubsetMark}{font.Name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 600/W[{widths}]/CIDToGIDMap/Identity>>"));
        var characters = pdf.AddStream("", Encoding.ASCII.GetBytes(Characters()));
        return pdf.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"<</Type/Font/Subtype/Type0/BaseFont/{SubsetMark}{font.Name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]/ToUnicode {characters} 0 R>>"));
    }

    /// <summary>Which character each glyph stands for, so that a reader can search, copy and read aloud.</summary>
    private string Characters()
    {
        StringBuilder map = new("""
            /CIDInit/ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
            /CMapName/Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000><FFFF>
            endcodespacerange

            """);
        foreach (var block in _used.Chunk(MostInBlock))
        {
            map.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");
            foreach (var (glyph, character) in block)
            {
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}><{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(character.ToString()))}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n").ToString();
    }

    private int InThousandths(int units) => (int)Math.Round(units * 1_000.0 / font.UnitsPerEm);
}
