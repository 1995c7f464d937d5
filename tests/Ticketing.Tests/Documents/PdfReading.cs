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
        Assert.StartsWith("%PDF-1.7\n", text, StringComparison.Ordinal);
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

        Pages = [.. Kids().Matches(_objects.Values.Single(static found => found.Text.Contains("/Type/Pages", StringComparison.Ordinal)).Text).Select(match => _objects[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)])
            .Select(page => Encoding.ASCII.GetString(Referred(page.Text, "Contents").Stream!))];
    }

    /// <summary>The content of each page.</summary>
    public IReadOnlyList<string> Pages { get; }

    public IEnumerable<string> Descriptors => _objects.Values.Select(static found => found.Text).Where(static text => text.Contains("/Type/FontDescriptor", StringComparison.Ordinal));

    public byte[] FontFile(string descriptor) => Referred(descriptor, "FontFile2").Stream!;

    /// <summary>The texts of a page, in the order in which they are drawn.</summary>
    public IReadOnlyList<string> Texts(int page) => [.. Shown().Matches(Pages[page]).Select(match => Decode(match.Groups[1].Value, match.Groups[2].Value))];

    private string Decode(string font, string glyphs)
    {
        var resources = _objects.Values.Single(static found => found.Text.StartsWith("<</Font", StringComparison.Ordinal) && !found.Text.Contains("/Type", StringComparison.Ordinal)).Text;
        var map = Encoding.ASCII.GetString(Referred(Referred(resources, font).Text, "ToUnicode").Stream!);
        var characters = Mapped().Matches(map).ToDictionary(static match => match.Groups[1].Value, static match => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(match.Groups[2].Value)));
        return string.Concat(glyphs.Chunk(4).Select(glyph => characters[new string(glyph)]));
    }

    private (string Text, byte[]? Stream) Referred(string text, string name) =>
        _objects[int.Parse(Regex.Match(text, $"/{name} (\\d+) 0 R").Groups[1].Value, CultureInfo.InvariantCulture)];

    private static (string Text, byte[]? Stream) Read(byte[] file, string text, int at)
    {
        var end = text.IndexOf("\nendobj", at, StringComparison.Ordinal);
        var stream = text.IndexOf("\nstream\n", at, end - at, StringComparison.Ordinal);
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

    [GeneratedRegex(@"(\d+) 0 R")]
    private static partial Regex Kids();

    [GeneratedRegex(@"/(F\d) [\d.]+ Tf [\d. ]+ Td <([0-9A-F]*)> Tj")]
    private static partial Regex Shown();

    [GeneratedRegex("^<([0-9A-F]{4})><([0-9A-F]+)>$", RegexOptions.Multiline)]
    private static partial Regex Mapped();
}
