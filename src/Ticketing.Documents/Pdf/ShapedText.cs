using System.Globalization;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;

namespace Ticketing.Documents;

/// <summary>A line of text as glyphs: each part in a font that has it, its letters joined as its script asks, the parts from left to right.</summary>
internal sealed class ShapedText
{
    /// <summary>What stands where no font has a character.</summary>
    private const string Replacement = "\uFFFD";

    private readonly List<Run> _runs = [];

    /// <param name="text">Without controls.</param>
    /// <param name="family">The fonts.</param>
    /// <param name="isFromRight">Whether the paragraph is read from right to left.</param>
    public ShapedText(string text, FontFamily family, bool isFromRight)
    {
        var parts = Parts(text, family);
        var levels = Reading.Levels([.. parts.Select(static part => part.Text)], isFromRight);
        for (var i = 0; i < parts.Count;)
        {
            var start = i;
            StringBuilder joined = new();
            while (i < parts.Count && levels[i] == levels[start] && parts[i].Face == parts[start].Face && parts[i].Script == parts[start].Script)
            {
                joined.Append(parts[i++].Text);
            }

            _runs.Add(Shape(joined.ToString(), parts[start], levels[start]));
        }

        Reading.Arrange(_runs, static run => run.Level);
        Width = _runs.Sum(static run => run.Width);
    }

    /// <summary>In ems.</summary>
    public double Width { get; }

    /// <summary>Tells which glyphs it shows.</summary>
    public void Note(PdfFile file)
    {
        foreach (var run in _runs)
        {
            var used = file.Used(run.Face);
            foreach (var glyph in run.Glyphs)
            {
                used.Add(glyph.Id);
            }

            foreach (var character in Encoding.UTF8.GetString(run.Text).EnumerateRunes())
            {
                used.AddCharacter((uint)character.Value);
            }
        }
    }

    /// <param name="canvas">Where it is drawn.</param>
    /// <param name="paint">How dark it is.</param>
    /// <param name="fonts">The fonts as far as they are shown.</param>
    /// <param name="size">Points of an em.</param>
    /// <param name="x">Where it begins on the left.</param>
    /// <param name="baseline">Where it stands.</param>
    public void Draw(SKCanvas canvas, SKPaint paint, IReadOnlyDictionary<FontFace, SKTypeface> fonts, double size, double x, double baseline)
    {
        foreach (var run in _runs)
        {
            using SKFont font = new(fonts[run.Face], (float)size) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };
            using SKTextBlobBuilder builder = new();

            // The text goes with the glyphs, so that a reader can search, copy and read aloud.
            var buffer = builder.AllocatePositionedTextRun(font, run.Glyphs.Length, run.Text.Length);
            run.Text.CopyTo(buffer.Text);
            for (var i = 0; i < run.Glyphs.Length; i++)
            {
                var glyph = run.Glyphs[i];
                buffer.Glyphs[i] = glyph.Id;
                buffer.Clusters[i] = glyph.Cluster;
                buffer.Positions[i] = new SKPoint((float)(glyph.X * size), (float)(glyph.Y * size));
            }

            using var blob = builder.Build();
            canvas.DrawText(blob, (float)x, (float)baseline, paint);
            x += run.Width * size;
        }
    }

    /// <summary>The text's characters as people count them, each with its font and its script.</summary>
    private static List<Part> Parts(string text, FontFamily family)
    {
        List<Part> parts = [];
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            Add(text.Substring(at, length));
            at += length;
        }

        // Signs at the beginning go with the letters that follow.
        var first = parts.Find(static part => !FontFamily.IsOfNone(part.Script));
        return first is null ? parts : [.. parts.Select(part => FontFamily.IsOfNone(part.Script) ? part with { Script = first.Script } : part)];

        void Add(string character)
        {
            var script = UnicodeFunctions.Default.GetScript(Rune.GetRuneAt(character, 0).Value);
            var before = parts is [.., var last] ? last : null;
            if (family.For(character, script, before?.Face) is { } face)
            {
                parts.Add(new Part(character, face, FontFamily.IsOfNone(script) && before is not null ? before.Script : script));
                return;
            }

            if (character.EnumerateRunes().Count() == 1)
            {
                Add(Replacement);
                return;
            }

            foreach (var part in character.EnumerateRunes())
            {
                Add(part.ToString());
            }
        }
    }

    private static Run Shape(string text, Part part, int level)
    {
        var (face, bytes) = (part.Face, Encoding.UTF8.GetBytes(text));
        using HarfBuzzSharp.Buffer buffer = new();
        buffer.AddUtf8(bytes);
        buffer.Direction = level % 2 == 0 ? Direction.LeftToRight : Direction.RightToLeft;
        buffer.Script = part.Script;
        buffer.Language = Language.Default;
        face.Shaper.Shape(buffer);
        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var glyphs = new Glyph[infos.Length];
        var x = 0.0;
        for (var i = 0; i < glyphs.Length; i++)
        {
            glyphs[i] = new Glyph((ushort)infos[i].Codepoint, infos[i].Cluster, x + Em(positions[i].XOffset), -Em(positions[i].YOffset));
            x += Em(positions[i].XAdvance);
        }

        return new Run(face, bytes, glyphs, x, level);

        double Em(int units) => (double)units / face.UnitsPerEm;
    }

    private sealed record Part(string Text, FontFace Face, Script Script);

    private sealed record Run(FontFace Face, byte[] Text, Glyph[] Glyphs, double Width, int Level);

    private readonly record struct Glyph(ushort Id, uint Cluster, double X, double Y);
}
