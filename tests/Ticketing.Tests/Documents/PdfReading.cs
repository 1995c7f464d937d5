using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Ticketing.Tests.Documents;

/// <summary>A PDF read back by its cross-reference table, as far as the tickets' files go.</summary>
internal sealed partial class PdfReading
{
    private readonly Dictionary<int, (string Text, byte[]? Stream)> _objects = [];

    public PdfReading(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        Assert.StartsWith("%PDF-1.4\n", text, StringComparison.Ordinal);
        Assert.EndsWith("%%EOF\n", text, StringComparison.Ordinal);
        var table = int.Parse(text.Split("startxref\n")[1].Split('\n')[0], CultureInfo.InvariantCulture);
        var entries = text[table..].Split('\n');
        Assert.Equal("xref", entries[0]);
        var count = int.Parse(entries[1].Split(' ')[1], CultureInfo.InvariantCulture);
        for (var number = 1; number < count; number++)
        {
            var at = int.Parse(entries[2 + number][..10], CultureInfo.InvariantCulture);
            var head = $"{number} 0 obj\n";
            Assert.Equal(head, text.Substring(at, head.Length));
            _objects[number] = Read(file, text, at + head.Length);
        }

        Pages = [.. Kids().Match(_objects.Values.Single(static found => found.Text.Contains("/Type /Pages", StringComparison.Ordinal)).Text).Groups[1].Captures
            .Select(kid => Encoding.ASCII.GetString(Referred(_objects[int.Parse(kid.ValueSpan, CultureInfo.InvariantCulture)].Text, "Contents").Stream!))];
        Information = _objects[int.Parse(Regex.Match(text[table..], @"/Info (\d+) 0 R").Groups[1].ValueSpan, CultureInfo.InvariantCulture)].Text;
    }

    /// <summary>The content of each page.</summary>
    public IReadOnlyList<string> Pages { get; }

    /// <summary>What the file says of itself.</summary>
    public string Information { get; }

    public IEnumerable<string> Descriptors => _objects.Values.Select(static found => found.Text).Where(static text => text.Contains("/Type /FontDescriptor", StringComparison.Ordinal));

    public byte[] FontFile(string descriptor) => Referred(descriptor, "FontFile2").Stream!;

    /// <summary>
    /// The texts of a page, in the order in which they are drawn. Parts that follow one another on a line, each in its own font, are one text; what is
    /// read from right to left is given in the order in which it is spoken.
    /// </summary>
    public IReadOnlyList<string> Texts(int page)
    {
        List<string> texts = [];
        foreach (Match line in Line().Matches(Pages[page]))
        {
            texts.Add(string.Concat(line.Groups["part"].Captures.Select(part => Decode(part.Value))));
        }

        return texts;
    }

    private string Decode(string part)
    {
        var map = Characters(int.Parse(Font().Match(part).Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        List<string> characters = [];
        foreach (Match shown in Shown().Matches(part))
        {
            if (shown.Groups["instead"] is { Success: true } instead)
            {
                characters.Add(instead.Value is ['<', ..] hexadecimal
                    ? Encoding.BigEndianUnicode.GetString(Convert.FromHexString(hexadecimal[5..^1]))
                    : Regex.Replace(instead.Value[1..^1], @"\\(.)", "$1"));
                continue;
            }

            characters.AddRange(shown.Groups["glyphs"].Value.Chunk(4).Select(glyph => map[new string(glyph)]));
        }

        if (part.Contains("/ReversedChars BMC", StringComparison.Ordinal))
        {
            characters.Reverse();
        }

        return string.Concat(characters);
    }

    /// <summary>Which characters a font's glyphs stand for.</summary>
    private Dictionary<string, string> Characters(int font)
    {
        Dictionary<string, string> characters = [];
        foreach (Match mapped in Mapped().Matches(Encoding.ASCII.GetString(Referred(_objects[font].Text, "ToUnicode").Stream!)))
        {
            var first = Convert.ToInt32(mapped.Groups[1].Value, 16);
            var last = mapped.Groups[2].Success ? Convert.ToInt32(mapped.Groups[2].Value, 16) : first;
            var text = Encoding.BigEndianUnicode.GetString(Convert.FromHexString(mapped.Groups[3].Value));
            for (var glyph = first; glyph <= last; glyph++)
            {
                characters[glyph.ToString("X4", CultureInfo.InvariantCulture)] = $"{text[..^1]}{(char)(text[^1] + glyph - first)}";
            }
        }

        return characters;
    }

    private (string Text, byte[]? Stream) Referred(string text, string name) =>
        _objects[int.Parse(Regex.Match(text, $"/{name} (\\d+) 0 R").Groups[1].Value, CultureInfo.InvariantCulture)];

    private static (string Text, byte[]? Stream) Read(byte[] file, string text, int at)
    {
        var end = text.IndexOf("\nendobj", at, StringComparison.Ordinal);
        var stream = text.IndexOf(" stream\n", at, end - at, StringComparison.Ordinal);
        if (stream < 0)
        {
            return (text[at..end], null);
        }

        var length = int.Parse(Regex.Match(text[at..stream], "/Length (\\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        using ZLibStream packed = new(new MemoryStream(file, stream + 8, length), CompressionMode.Decompress);
        using MemoryStream content = new();
        packed.CopyTo(content);
        return (text[at..stream], content.ToArray());
    }

    [GeneratedRegex(@"/Kids \[(?:(\d+) 0 R\s*)+\]")]
    private static partial Regex Kids();

    /// <summary>Parts with one baseline, with nothing between them.</summary>
    [GeneratedRegex(@"(?<part>BT\n(?:(?!ET\n)[\s\S])*? (?<baseline>[\d.]+) Tm\n(?:(?!ET\n)[\s\S])*ET\n)(?<part>BT\n(?:(?!ET\n)[\s\S])*? \k<baseline> Tm\n(?:(?!ET\n)[\s\S])*ET\n)*")]
    private static partial Regex Line();

    [GeneratedRegex(@"/F(\d+) [\d.]+ Tf")]
    private static partial Regex Font();

    /// <summary>Glyphs that stand for themselves, or what stands for a group of them.</summary>
    [GeneratedRegex(@"/Span<</ActualText (?<instead><[0-9A-F]*>|\((?:\\.|[^\\)])*\)) >> BDC[\s\S]*?EMC|<(?<glyphs>[0-9A-F]+)> Tj")]
    private static partial Regex Shown();

    [GeneratedRegex("^<([0-9A-F]{4})> (?:<([0-9A-F]{4})> )?<([0-9A-F]+)>$", RegexOptions.Multiline)]
    private static partial Regex Mapped();
}
