using System.Buffers.Binary;
using System.Text;

namespace Ticketing.Tests.Storage;

/// <summary>What a process did to its files, in order, as disk.c wrote it down.</summary>
internal static class DiskLog
{
    private const int HeaderBytes = 32;

    /// <summary>All that was written down; the process may have been ended within its last step.</summary>
    public static List<DiskStep> Read(string path)
    {
        List<DiskStep> steps = [];
        var bytes = File.ReadAllBytes(path).AsMemory();
        while (bytes.Length >= HeaderBytes)
        {
            var header = bytes.Span;
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
            if (bytes.Length < HeaderBytes + length)
            {
                break;
            }

            steps.Add(new DiskStep(
                (char)header[0],
                BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
                bytes.Slice(HeaderBytes, length)));
            bytes = bytes[(HeaderBytes + length)..];
        }

        return steps;
    }
}

/// <summary>One step; disk.c says what the letters mean.</summary>
internal sealed record DiskStep(char Act, long File, long Offset, ReadOnlyMemory<byte> Data)
{
    public string Name => Encoding.UTF8.GetString(Data.Span);

    public (string From, string To) Names => Name.Split('\0') is [var from, var to] ? (from, to) : throw new InvalidDataException(Name);
}
