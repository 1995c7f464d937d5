using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Ticketing.Documents;

/// <summary>The objects of a PDF 1.7 file in the order in which they are written, and the table that says where each is.</summary>
internal sealed class PdfWriter
{
    private readonly ArrayBufferWriter<byte> _file = new();
    private readonly List<int> _offsets = [];

    /// <summary>The second line tells programs that move files that this one is not text.</summary>
    public PdfWriter() => Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");

    /// <summary>The number of an object that is written later.</summary>
    public int Reserve()
    {
        _offsets.Add(0);
        return _offsets.Count;
    }

    public int Add(string content)
    {
        var number = Reserve();
        Set(number, content);
        return number;
    }

    public void Set(int number, string content)
    {
        Begin(number);
        Write($"{content}\nendobj\n");
    }

    /// <param name="entries">Members of the stream's dictionary beside its length and its filter.</param>
    /// <param name="content">Compressed here.</param>
    public int AddStream(string entries, ReadOnlySpan<byte> content)
    {
        using MemoryStream packed = new();
        using (ZLibStream packing = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            packing.Write(content);
        }

        var number = Reserve();
        Begin(number);
        Write(string.Create(CultureInfo.InvariantCulture, $"<</Filter/FlateDecode/Length {packed.Length}{entries}>>\nstream\n"));
        _file.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        Write("\nendstream\nendobj\n");
        return number;
    }

    public byte[] Finish(int root, int information)
    {
        var table = _file.WrittenCount;
        Write(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {_offsets.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in _offsets)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        }

        Write(string.Create(CultureInfo.InvariantCulture, $"trailer\n<</Size {_offsets.Count + 1}/Root {root} 0 R/Info {information} 0 R>>\nstartxref\n{table}\n%%EOF\n"));
        return _file.WrittenSpan.ToArray();
    }

    /// <summary>A text outside the pages: UTF-16 in hexadecimal, in which nothing has to be escaped.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private void Begin(int number)
    {
        _offsets[number - 1] = _file.WrittenCount;
        Write(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n"));
    }

    private void Write(string text) => _file.Write(Encoding.Latin1.GetBytes(text));
}
