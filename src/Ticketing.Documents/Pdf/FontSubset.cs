using System.Runtime.InteropServices;
using HarfBuzzSharp;
using SkiaSharp;

namespace Ticketing.Documents;

/// <summary>
/// A font cut down to the glyphs that a document shows. Skia as SkiaSharp builds it embeds whole fonts; HarfBuzz has what cuts them,
/// and exports it, but HarfBuzzSharp gives it no name.
/// </summary>
internal sealed class FontSubset(Face face)
{
    private const string Library = "libHarfBuzzSharp";

    /// <summary>Without instructions for screens of few dots; glyphs keep the numbers that the text was shaped with.</summary>
    private const uint WithoutHintsWithNumbersKept = 0x1 | 0x2;

    /// <summary>The set of tables that are left out.</summary>
    private const int DroppedTables = 3;

    private readonly HashSet<uint> _glyphs = [];
    private readonly HashSet<uint> _characters = [];

    public void Add(uint glyph) => _glyphs.Add(glyph);

    /// <summary>What a glyph without a text of its own stands for, Skia looks up in the font.</summary>
    public void AddCharacter(uint character) => _characters.Add(character);

    public SKTypeface Make()
    {
        var input = hb_subset_input_create_or_fail();
        hb_subset_input_set_flags(input, WithoutHintsWithNumbersKept);
        Fill(hb_subset_input_glyph_set(input), _glyphs);
        Fill(hb_subset_input_unicode_set(input), _characters);

        // The text is shaped already; with these tables every form that its letters might take would stay.
        Fill(hb_subset_input_set(input, DroppedTables), [Tag.Parse("GSUB"), Tag.Parse("GPOS"), Tag.Parse("GDEF")]);
        var subset = hb_subset_or_fail(face.Handle, input);
        hb_subset_input_destroy(input);
        if (subset == IntPtr.Zero)
        {
            throw new InvalidOperationException("A font could not be cut down to what a document shows.");
        }

        var blob = hb_face_reference_blob(subset);
        hb_face_destroy(subset);
        using var data = SKData.CreateCopy(hb_blob_get_data(blob, out var length), length);
        hb_blob_destroy(blob);
        return SKTypeface.FromData(data);
    }

    private static void Fill(IntPtr set, IEnumerable<uint> values)
    {
        foreach (var value in values)
        {
            hb_set_add(set, value);
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // The library's own names; marshalling that is made when building needs unsafe code.
    [DllImport(Library)]
    private static extern IntPtr hb_subset_input_create_or_fail();

    [DllImport(Library)]
    private static extern void hb_subset_input_set_flags(IntPtr input, uint flags);

    [DllImport(Library)]
    private static extern IntPtr hb_subset_input_glyph_set(IntPtr input);

    [DllImport(Library)]
    private static extern IntPtr hb_subset_input_unicode_set(IntPtr input);

    [DllImport(Library)]
    private static extern IntPtr hb_subset_input_set(IntPtr input, int set);

    [DllImport(Library)]
    private static extern void hb_subset_input_destroy(IntPtr input);

    [DllImport(Library)]
    private static extern void hb_set_add(IntPtr set, uint value);

    [DllImport(Library)]
    private static extern IntPtr hb_subset_or_fail(IntPtr face, IntPtr input);

    [DllImport(Library)]
    private static extern IntPtr hb_face_reference_blob(IntPtr face);

    [DllImport(Library)]
    private static extern void hb_face_destroy(IntPtr face);

    [DllImport(Library)]
    private static extern IntPtr hb_blob_get_data(IntPtr blob, out uint length);

    [DllImport(Library)]
    private static extern void hb_blob_destroy(IntPtr blob);
#pragma warning restore IDE1006, SYSLIB1054
}
