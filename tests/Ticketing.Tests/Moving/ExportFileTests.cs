using Ticketing.Moving;

namespace Ticketing.Tests.Moving;

/// <summary>An export file is read as it was written, or not at all.</summary>
public sealed class ExportFileTests
{
    private static readonly MovedRecord[] Records =
    [
        new MovedState("ticketing.pool", "event/1:0", "unit", new byte[] { 1, 2, 3, 0 }),
        new MovedState("ticketing.secret", "ü", "secret", Array.Empty<byte>()),
        new MovedReminder("ticketing.section", "event:1", "sweep", new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc), TimeSpan.FromMinutes(1)),
    ];

    [Fact]
    public async Task What_was_written_is_read()
    {
        var (bytes, written) = await WriteAsync(Records);
        var (records, read) = await ReadAsync(bytes);
        Assert.Equal(written, read);
        Assert.Equal("2 states and 1 reminders", read.ToString());
        Assert.Equal(Records.Select(Shown), records.Select(Shown));
        Assert.Equal(DateTimeKind.Utc, ((MovedReminder)records[2]).Due.Kind);
    }

    [Fact]
    public async Task An_export_of_nothing_is_one() => Assert.Empty((await ReadAsync((await WriteAsync([])).Bytes)).Records);

    [Fact]
    public async Task Any_changed_bit_is_refused_with_the_offset_of_its_record()
    {
        var (bytes, _) = await WriteAsync(Records);
        var starts = await StartsAsync();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var error = await Assert.ThrowsAsync<MoveException>(() => ReadAsync(damaged));
            Assert.Contains($"offset {starts.Last(start => start <= bit / 8)}", error.Message, StringComparison.Ordinal);
            Assert.Contains("file.export", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_was_cut_anywhere_is_refused()
    {
        var (bytes, _) = await WriteAsync(Records);
        for (var length = 0; length < bytes.Length; length++)
        {
            await Assert.ThrowsAsync<MoveException>(() => ReadAsync(bytes[..length]));
        }
    }

    [Fact]
    public async Task A_record_that_is_missing_or_twice_or_elsewhere_is_refused()
    {
        var (bytes, _) = await WriteAsync(Records);
        var starts = await StartsAsync();
        var parts = starts.Zip([.. starts.Skip(1), bytes.Length], (from, to) => bytes[from..to]).ToArray();
        int[][] orders = [[0, 2, 3, 4], [0, 1, 2, 4], [0, 1, 1, 2, 3, 4], [0, 2, 1, 3, 4], [0, 4], [0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 1]];
        foreach (var order in orders)
        {
            var error = await Assert.ThrowsAsync<MoveException>(() => ReadAsync([.. order.SelectMany(at => parts[at])]));
            Assert.Contains("is damaged at offset", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"events\":[]}")]
    [InlineData("TKTJRNL1 and then some more bytes of something")]
    public async Task What_is_no_export_is_said_to_be_none(string text)
    {
        var error = await Assert.ThrowsAsync<MoveException>(() => ReadAsync(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Contains("file.export is no export", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_may_have_slashes_and_a_path_that_names_no_state_is_none()
    {
        var state = MovedState.TryRead("ticketing.pool/a/b/unit", Array.Empty<byte>())!;
        Assert.Equal(("ticketing.pool", "a/b", "unit"), (state.GrainType, state.GrainKey, state.Name));
        Assert.Equal("ticketing.pool/a/b/unit", state.ToPath());
        Assert.All(["", "import", "a/b", "/a/b", "a//b", "a/b/"], path => Assert.Null(MovedState.TryRead(path, Array.Empty<byte>())));
    }

    /// <summary>Where the header and each record begin.</summary>
    private static async Task<int[]> StartsAsync()
    {
        List<int> starts = [0, ExportFormat.FileHeader];
        for (var count = 1; count <= Records.Length; count++)
        {
            var end = (await WriteAsync([])).Bytes.Length - ExportFormat.FileHeader;
            starts.Add((await WriteAsync(Records[..count])).Bytes.Length - end);
        }

        return [.. starts];
    }

    private static async Task<(byte[] Bytes, ExportSummary Summary)> WriteAsync(MovedRecord[] records)
    {
        using MemoryStream stream = new();
        var summary = await new ExportWriter(stream).WriteAsync(records.ToAsyncEnumerable());
        return (stream.ToArray(), summary);
    }

    private static async Task<(List<MovedRecord> Records, ExportSummary Summary)> ReadAsync(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        ExportReader reader = new(stream, "file.export");
        var records = await reader.ReadAsync(CancellationToken.None).ToListAsync();
        return (records, reader.Summary!);
    }

    private static string Shown(MovedRecord record) => record is MovedState state
        ? $"{state.ToPath()}={Convert.ToHexString(state.Bytes.Span)}"
        : record.ToString();
}
