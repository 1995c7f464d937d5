using System.Runtime.CompilerServices;

namespace Ticketing.Moving;

/// <summary>Reads an export from its start; whatever is not as it was written is refused with its offset.</summary>
internal sealed class ExportReader(Stream stream, string name)
{
    private long _offset;

    /// <summary>Reads all of it and keeps nothing.</summary>
    public async Task<ExportSummary> VerifyAsync()
    {
        await foreach (var _ in ReadAsync(CancellationToken.None))
        {
            // That it can be read is all.
        }

        return Summary!;
    }

    /// <summary>What the end of the file says, once that was read.</summary>
    public ExportSummary? Summary { get; private set; }

    /// <exception cref="MoveException">The file is damaged, cut off, or none.</exception>
    public async IAsyncEnumerable<MovedRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var checksum = await BeginAsync(cancellationToken);
        var seen = new ExportSummary(0, 0, 0);
        while (Summary is null)
        {
            var start = _offset;
            var record = await RecordAsync(checksum, cancellationToken);
            checksum = ExportFormat.ChecksumOf(record);
            if (ExportFormat.KindOf(record) == ExportFormat.End)
            {
                var end = ExportFormat.TryReadEnd(record) ?? throw Damaged(start, "the end says nothing");
                Summary = end == seen with { Checksum = checksum } ? end : throw Damaged(start, $"the end says {end}, but there are {seen}");
                continue;
            }

            var moved = ExportFormat.TryRead(record) ?? throw Damaged(start, "a record is neither a state nor a reminder");
            seen = seen.And(moved);
            yield return moved;
        }

        if (stream.Length > _offset)
        {
            throw Damaged(_offset, "there is something behind the end");
        }
    }

    private async Task<uint> BeginAsync(CancellationToken cancellationToken)
    {
        var header = new byte[ExportFormat.FileHeader];
        if (stream.Length < header.Length)
        {
            throw new MoveException($"{name} is no export.");
        }

        await stream.ReadExactlyAsync(header, cancellationToken);
        _offset = header.Length;
        return ExportFormat.VersionOf(header) switch
        {
            ExportFormat.Version => ExportFormat.ChecksumOfFile(header),
            null => throw new MoveException($"{name} is no export, or its first {header.Length} bytes are damaged (offset 0)."),
            var other => throw new MoveException($"{name} is an export of version {other}; this build reads version {ExportFormat.Version}."),
        };
    }

    private async Task<byte[]> RecordAsync(uint before, CancellationToken cancellationToken)
    {
        var start = _offset;
        var left = stream.Length - start;
        var header = new byte[ExportFormat.RecordHeader];
        if (left < header.Length)
        {
            throw Damaged(start, "the file ends before its end was written");
        }

        await stream.ReadExactlyAsync(header, cancellationToken);
        var length = ExportFormat.LengthOf(header);
        if (length > left || length > Array.MaxLength)
        {
            throw Damaged(start, "a record is longer than what is left of the file");
        }

        var record = new byte[length];
        header.CopyTo(record, 0);
        await stream.ReadExactlyAsync(record.AsMemory(header.Length), cancellationToken);
        _offset += length;
        return ExportFormat.IsRecord(record, before) ? record : throw Damaged(start, "a record does not match its checksum");
    }

    private MoveException Damaged(long offset, string what) => new($"{name} is damaged at offset {offset}: {what}. Nothing more of it is read.");
}
