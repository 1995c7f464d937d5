using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using QRCoder;

namespace Ticketing.Tests.Documents;

/// <summary>The modules of a QR code as lines of # and blanks: as they should be, and as they are read back.</summary>
internal static partial class Modules
{
    public static string Of(string code)
    {
        using var data = QRCodeGenerator.GenerateQrCode(code, QRCodeGenerator.ECCLevel.M);
        return Lines(data.ModuleMatrix.Count, (row, column) => data.ModuleMatrix[row][column]);
    }

    /// <summary>The black rectangles of a page, from its top.</summary>
    public static string InPage(string content)
    {
        var boxes = Rectangle().Matches(content)
            .Select(static match => match.Groups.Values.Skip(1).Select(static group => double.Parse(group.Value, CultureInfo.InvariantCulture)).ToArray())
            .Select(static edges => (Left: edges[0], Top: edges[1], Width: edges[2] - edges[0], Height: edges[3] - edges[1])).ToArray();
        var size = boxes[0].Height;
        var (left, top) = (boxes.Min(static box => box.Left), boxes.Min(static box => box.Top));
        HashSet<(int Row, int Column)> dark = [];
        foreach (var box in boxes)
        {
            var first = (int)Math.Round((box.Left - left) / size);
            dark.UnionWith(Enumerable.Range(first, (int)Math.Round(box.Width / size)).Select(column => ((int)Math.Round((box.Top - top) / size) + 4, column + 4)));
        }

        return Lines(dark.Max(static module => module.Column) + 5, (row, column) => dark.Contains((row, column)));
    }

    /// <summary>A PNG of one bit or one byte for each pixel, read back; its modules are as wide as the white around them says.</summary>
    public static string InPng(byte[] file)
    {
        var (width, depth) = ((int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(16)), file[24]);
        using MemoryStream packed = new();
        for (var at = 8; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (Encoding.ASCII.GetString(file, at + 4, 4) == "IDAT")
            {
                packed.Write(file, at + 8, length);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using ZLibStream unpacking = new(packed, CompressionMode.Decompress);
        using MemoryStream pixels = new();
        unpacking.CopyTo(pixels);
        var bytes = pixels.ToArray();
        var stride = 1 + (((width * depth) + 7) / 8);
        Assert.Equal(1, depth);
        Assert.All(Enumerable.Range(0, width), row => Assert.Equal(0, bytes[row * stride]));
        var margin = Enumerable.Range(0, width).First(i => IsDark(i, i));
        Assert.Equal(0, margin % 4);
        return Lines(width / (margin / 4), (row, column) => IsDark(row * margin / 4, column * margin / 4));

        bool IsDark(int y, int x) => (bytes[(y * stride) + 1 + (x / 8)] & (0x80 >> (x % 8))) == 0;
    }

    private static string Lines(int size, Func<int, int, bool> isDark) =>
        string.Join('\n', Enumerable.Range(0, size).Select(row => string.Concat(Enumerable.Range(0, size).Select(column => isDark(row, column) ? '#' : ' '))));

    [GeneratedRegex(@"^([\d.]+) ([\d.]+) m\n([\d.]+) \2 l\n\3 ([\d.]+) l\n\1 \4 l$", RegexOptions.Multiline)]
    private static partial Regex Rectangle();
}
