using System.Buffers.Binary;
using System.Text;

namespace Ticketing.Documents;

/// <summary>
/// A font file with the outlines of the glyphs that are used and no others. Glyphs keep their numbers, so that nothing that
/// refers to them changes; what has no outline takes no room.
/// </summary>
internal static class FontSubset
{
    private const int ArgumentsAreWords = 0x0001;
    private const int HasScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int HasTwoScales = 0x0040;
    private const int HasMatrix = 0x0080;

    /// <summary>The tables that a PDF reader needs of a font whose glyphs are named by number.</summary>
    private static readonly string[] Kept = ["glyf", "head", "hhea", "hmtx", "loca", "maxp"];

    public static byte[] Of(TrueTypeFont font, IEnumerable<ushort> glyphs)
    {
        var (outlines, offsets) = Outlines(font, WithParts(font, glyphs));
        var tables = Kept.Select(tag => (Tag: tag, Bytes: tag switch
        {
            "glyf" => outlines,
            "loca" => offsets,
            "head" => Head(font),
            _ => font.File[font.Table(tag)],
        })).ToArray();
        return Write(tables);
    }

    /// <summary>Accented letters are put together from others; glyph 0 must be there always.</summary>
    private static HashSet<ushort> WithParts(TrueTypeFont font, IEnumerable<ushort> glyphs)
    {
        HashSet<ushort> all = [];
        Stack<ushort> open = new([0, .. glyphs]);
        while (open.TryPop(out var glyph))
        {
            if (!all.Add(glyph) || Outline(font, glyph) is not { Length: > 10 } outline || BinaryPrimitives.ReadInt16BigEndian(outline.Span) >= 0)
            {
                continue;
            }

            int flags;
            var at = 10;
            do
            {
                flags = BinaryPrimitives.ReadUInt16BigEndian(outline.Span[at..]);
                open.Push(BinaryPrimitives.ReadUInt16BigEndian(outline.Span[(at + 2)..]));
                at += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2)
                    + ((flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasMatrix) != 0 ? 8 : 0);
            }
            while ((flags & MoreComponents) != 0);
        }

        return all;
    }

    private static ReadOnlyMemory<byte> Outline(TrueTypeFont font, int glyph)
    {
        var loca = font.File.AsSpan(font.Table("loca"));
        var (from, to) = font.HasLongOffsets
            ? ((int)BinaryPrimitives.ReadUInt32BigEndian(loca[(4 * glyph)..]), (int)BinaryPrimitives.ReadUInt32BigEndian(loca[(4 * (glyph + 1))..]))
            : (2 * BinaryPrimitives.ReadUInt16BigEndian(loca[(2 * glyph)..]), 2 * BinaryPrimitives.ReadUInt16BigEndian(loca[(2 * (glyph + 1))..]));
        return font.File.AsMemory(font.Table("glyf"))[from..to];
    }

    private static (byte[] Outlines, byte[] Offsets) Outlines(TrueTypeFont font, HashSet<ushort> glyphs)
    {
        using MemoryStream outlines = new();
        var offsets = new byte[4 * (font.GlyphCount + 1)];
        for (var glyph = 0; glyph < font.GlyphCount; glyph++)
        {
            if (glyphs.Contains((ushort)glyph))
            {
                outlines.Write(Outline(font, glyph).Span);
                outlines.SetLength(outlines.Position = (outlines.Position + 3) & ~3L);
            }

            BinaryPrimitives.WriteUInt32BigEndian(offsets.AsSpan(4 * (glyph + 1)), (uint)outlines.Position);
        }

        return (outlines.ToArray(), offsets);
    }

    /// <summary>The offsets are written long, whatever they were. The sum over the file is looked at by nobody who reads a PDF.</summary>
    private static byte[] Head(TrueTypeFont font)
    {
        var head = font.File[font.Table("head")];
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(50), 1);
        return head;
    }

    private static byte[] Write((string Tag, byte[] Bytes)[] tables)
    {
        var start = 12 + (16 * tables.Length);
        var file = new byte[start + tables.Sum(static table => Padded(table.Bytes.Length))];
        BinaryPrimitives.WriteUInt32BigEndian(file, 0x0001_0000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(4), (ushort)tables.Length);
        var power = (int)Math.Log2(tables.Length);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(10), (ushort)((16 * tables.Length) - (16 << power)));
        for (var i = 0; i < tables.Length; i++)
        {
            var entry = file.AsSpan(12 + (16 * i));
            Encoding.ASCII.GetBytes(tables[i].Tag, entry);
            tables[i].Bytes.CopyTo(file, start);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(file.AsSpan(start, Padded(tables[i].Bytes.Length))));
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)start);
            BinaryPrimitives.WriteUInt32BigEndian(entry[12..], (uint)tables[i].Bytes.Length);
            start += Padded(tables[i].Bytes.Length);
        }

        return file;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (var at = 0; at < bytes.Length; at += 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
        }

        return sum;
    }
}
