using System.IO.Compression;
using System.Text;
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
    public async Task Whichever_bit_changes_the_file_is_refused_or_says_the_same()
    {
        var (bytes, written) = await WriteAsync(Records);
        var refused = 0;
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = bytes.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                // A few bits of the compression's own header mean nothing to it.
                var (records, read) = await ReadAsync(damaged);
                Assert.Equal(written, read);
                Assert.Equal(Records.Select(Shown), records.Select(Shown));
            }
            catch (MoveException e)
            {
                refused++;
                Assert.Contains("file.export is ", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(refused, (bytes.Length - 20) * 8, bytes.Length * 8);
    }

    [Fact]
    public async Task A_file_that_was_cut_anywhere_before_its_last_line_is_refused()
    {
        var lines = await LinesAsync();
        for (var length = 0; length < lines.Length - 1; length++)
        {
            await Assert.ThrowsAsync<MoveException>(() => ReadLinesAsync(lines[..length]));
        }

        var (bytes, written) = await WriteAsync(Records);
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                Assert.Equal(written, (await ReadAsync(bytes[..length])).Summary);
            }
            catch (MoveException e)
            {
                Assert.Contains("file.export is ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_record_that_is_missing_or_twice_or_elsewhere_is_refused()
    {
        var lines = await LinesAsync();
        int[][] orders = [[0, 2, 3, 4], [0, 1, 2, 4], [0, 1, 1, 2, 3, 4], [0, 2, 1, 3, 4], [0, 4], [0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 1]];
        foreach (var order in orders)
        {
            var error = await Assert.ThrowsAsync<MoveException>(() => ReadLinesAsync([.. order.Select(at => lines[at])]));
            Assert.Contains("is damaged at line", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(3, (await ReadLinesAsync(lines)).Records.Count);
    }

    [Fact]
    public async Task The_export_of_another_build_is_called_that()
    {
        var lines = await LinesAsync();
        var error = await Assert.ThrowsAsync<MoveException>(() => ReadLinesAsync(["ticketing-export 3", .. lines[1..]]));
        Assert.Equal("file.export is another build's export ('ticketing-export 3'); this build reads 'ticketing-export 2'.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"events\":[]}")]
    [InlineData("SQLite format 3 and then some more bytes of something")]
    public async Task What_is_no_export_is_said_to_be_none(string text)
    {
        var error = await Assert.ThrowsAsync<MoveException>(() => ReadAsync(Encoding.UTF8.GetBytes(text)));
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

    private static async Task<string[]> LinesAsync()
    {
        using MemoryStream stream = new((await WriteAsync(Records)).Bytes);
        using StreamReader reader = new(new GZipStream(stream, CompressionMode.Decompress));
        return (await reader.ReadToEndAsync()).Split('\n')[..^1];
    }

    private static async Task<(List<MovedRecord> Records, ExportSummary Summary)> ReadLinesAsync(string[] lines)
    {
        using MemoryStream stream = new();
        await using (GZipStream compressed = new(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            await compressed.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + '\n'))));
        }

        return await ReadAsync(stream.ToArray());
    }

    private static async Task<(byte[] Bytes, ExportSummary Summary)> WriteAsync(MovedRecord[] records)
    {
        using MemoryStream stream = new();
        var summary = await ExportFile.WriteAsync(stream, records.ToAsyncEnumerable());
        return (stream.ToArray(), summary);
    }

    private static async Task<(List<MovedRecord> Records, ExportSummary Summary)> ReadAsync(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        var summary = await ExportFile.VerifyAsync(stream, "file.export");
        stream.Position = 0;
        return (await ExportFile.ReadAsync(stream, "file.export", CancellationToken.None).ToListAsync(), summary);
    }

    private static string Shown(MovedRecord record) => record is MovedState state
        ? $"{state.ToPath()}={Convert.ToHexString(state.Bytes.Span)}"
        : record.ToString();
}
