namespace Ticketing.Moving;

/// <summary>Writes an export: header, records, end. A file without its end is none.</summary>
internal sealed class ExportWriter(Stream stream)
{
    private ExportSummary _summary = new(0, 0, 0);
    private uint _checksum;

    public async Task<ExportSummary> WriteAsync(IAsyncEnumerable<MovedRecord> records)
    {
        var header = ExportFormat.NewFile();
        _checksum = ExportFormat.ChecksumOfFile(header);
        await stream.WriteAsync(header);
        await foreach (var record in records)
        {
            await AddAsync(ExportFormat.ToBytes(record, _checksum));
            _summary = _summary.And(record);
        }

        await AddAsync(ExportFormat.ToEnd(_summary, _checksum));
        return _summary with { Checksum = _checksum };
    }

    private ValueTask AddAsync(byte[] record)
    {
        _checksum = ExportFormat.ChecksumOf(record);
        return stream.WriteAsync(record);
    }
}
