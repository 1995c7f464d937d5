using System.Buffers.Binary;
using System.Text;

namespace Ticketing.Documents;

/// <summary>What is needed of a TrueType font to write with it: which glyph a character has, and how wide it is.</summary>
internal sealed class TrueTypeFont
{
    public const int Replacement = 0xFFFD;

    private readonly Dictionary<string, Range> _tables = [];
    private readonly Dictionary<int, ushort> _glyphs;
    private readonly ushort[] _widths;

    private TrueTypeFont(string name, byte[] file)
    {
        (Name, File) = (name, file);
        for (var i = 0; i < U16(4); i++)
        {
            var at = 12 + (16 * i);
            var start = (int)U32(at + 8);
            _tables[Encoding.ASCII.GetString(file, at, 4)] = start..(start + (int)U32(at + 12));
        }

        var head = Start("head");
        UnitsPerEm = U16(head + 18);
        Box = [S16(head + 36), S16(head + 38), S16(head + 40), S16(head + 42)];
        HasLongOffsets = U16(head + 50) != 0;
        Ascent = S16(Start("hhea") + 4);
        Descent = S16(Start("hhea") + 6);
        GlyphCount = U16(Start("maxp") + 4);
        _widths = ReadWidths(U16(Start("hhea") + 34));
        _glyphs = ReadCharacters();
    }

    public static TrueTypeFont Regular { get; } = Load("DejaVuSans");

    public static TrueTypeFont Bold { get; } = Load("DejaVuSans-Bold");

    public string Name { get; }

    public byte[] File { get; }

    public int UnitsPerEm { get; }

    /// <summary>Left, bottom, right and top of all glyphs, in units.</summary>
    public short[] Box { get; }

    public short Ascent { get; }

    public short Descent { get; }

    public int GlyphCount { get; }

    public bool HasLongOffsets { get; }

    /// <summary>The glyph of a character; what the font lacks shows as the replacement character.</summary>
    public ushort GlyphOf(Rune character) => _glyphs.TryGetValue(character.Value, out var glyph) ? glyph : _glyphs[Replacement];

    public bool Has(Rune character) => _glyphs.ContainsKey(character.Value);

    public ushort WidthOf(ushort glyph) => _widths[glyph];

    public Range Table(string tag) => _tables[tag];

    /// <summary>The width of a text in points.</summary>
    public double Measure(string text, double size)
    {
        var units = 0L;
        foreach (var character in text.EnumerateRunes())
        {
            units += WidthOf(GlyphOf(character));
        }

        return units * size / UnitsPerEm;
    }

    private static TrueTypeFont Load(string name)
    {
        using var stream = typeof(TrueTypeFont).Assembly.GetManifestResourceStream(name + ".ttf")
            ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new TrueTypeFont(name, file);
    }

    private ushort[] ReadWidths(int count)
    {
        var widths = new ushort[GlyphCount];
        for (var glyph = 0; glyph < widths.Length; glyph++)
        {
            // The last width is that of all glyphs that follow.
            widths[glyph] = U16(Start("hmtx") + (4 * Math.Min(glyph, count - 1)));
        }

        return widths;
    }

    /// <summary>The table of characters of the basic plane (format 4), which is all that the fonts here have.</summary>
    private Dictionary<int, ushort> ReadCharacters()
    {
        var cmap = Start("cmap");
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var at = cmap + (int)U32(cmap + 8 + (8 * i));
            if (U16(at) == 4)
            {
                return ReadSegments(at);
            }
        }

        throw new InvalidDataException($"The font {Name} has no table of characters of format 4.");
    }

    private Dictionary<int, ushort> ReadSegments(int at)
    {
        Dictionary<int, ushort> glyphs = [];
        var twice = U16(at + 6);
        var ends = at + 14;
        var starts = ends + twice + 2;
        for (var segment = 0; segment < twice; segment += 2)
        {
            var (first, last) = (U16(starts + segment), U16(ends + segment));
            var delta = U16(starts + twice + segment);
            var offsetAt = starts + (2 * twice) + segment;
            var offset = U16(offsetAt);
            for (int character = first; character <= last && character != 0xFFFF; character++)
            {
                var glyph = offset == 0 ? character : U16(offsetAt + offset + (2 * (character - first)));
                if (glyph != 0)
                {
                    glyphs[character] = (ushort)(glyph + delta);
                }
            }
        }

        return glyphs;
    }

    private int Start(string tag) => _tables[tag].Start.Value;

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(File.AsSpan(at));

    private short S16(int at) => BinaryPrimitives.ReadInt16BigEndian(File.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(File.AsSpan(at));
}
