using Orleans.Embedded.Journal;
using Orleans.Embedded.Storage;
using Ticketing.Simulation.Disks;

namespace Ticketing.Tests.Journal;

/// <summary>Damage of what was acknowledged is refused by name and place; only what nobody was promised is cut off.</summary>
public sealed class DamageTests
{
    private const string First = "segment-000000000001.journal";
    private const int SegmentHeader = 40;

    [Theory]
    [InlineData(0, "magic")]
    [InlineData(4, "length")]
    [InlineData(8, "number of records")]
    [InlineData(12, "offset")]
    [InlineData(20, "segment")]
    [InlineData(28, "checksum of the batch")]
    [InlineData(32, "checksum of the record")]
    [InlineData(36, "kind")]
    [InlineData(37, "length of the key")]
    [InlineData(39, "length of the value")]
    [InlineData(43, "version")]
    [InlineData(51, "key")]
    [InlineData(52, "value")]
    public async Task A_bit_that_flips_before_the_end_is_refused_with_file_and_offset(int at, string what)
    {
        var disk = await ThreeWritesAsync();
        for (var bit = 0; bit < 8; bit++)
        {
            var damaged = disk.Copy();
            damaged.FlipBit(First, SegmentHeader + at, bit);
            var refused = Refused(damaged);
            Assert.True(refused.File == First && refused.Offset == SegmentHeader, $"{what}, bit {bit}: {refused.Message}");
            Assert.Contains(First, refused.Message, StringComparison.Ordinal);
            Assert.Contains("offset 40", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Any_bit_of_a_segments_header_that_matters_is_refused()
    {
        var disk = await ThreeWritesAsync();
        for (var at = 0; at < 36; at++)
        {
            var damaged = disk.Copy();
            damaged.FlipBit(First, at, at % 8);
            Assert.Equal((First, 0), (Refused(damaged).File, Refused(damaged).Offset));
        }
    }

    [Fact]
    public async Task A_bit_that_flips_in_the_last_batch_looks_like_a_torn_write_and_is_cut_off()
    {
        var disk = await ThreeWritesAsync();
        var end = disk.Bytes(First).LastIndexOfAnyExcept((byte)0);
        for (var at = end - 40; at <= end; at++)
        {
            var damaged = disk.Copy();
            damaged.FlipBit(First, at);
            var journal = Workload.Open(damaged);
            Assert.NotNull(await journal.ReadAsync("b", default));
            Assert.Null(await journal.ReadAsync("c", default));
            await journal.WriteAsync("c", 0, new byte[9]);
            Assert.NotNull(await Workload.Open(damaged.Copy()).ReadAsync("c", default));
        }
    }

    [Fact]
    public void Damage_at_the_end_of_a_segment_that_is_not_the_last_is_refused()
    {
        var disk = Filled();
        var name = disk.List()[0];
        disk.FlipBit(name, disk.Bytes(name).LastIndexOfAnyExcept((byte)0));
        Assert.Equal(name, Refused(disk).File);
    }

    [Fact]
    public void A_segment_whose_end_is_lost_is_refused()
    {
        var disk = Filled();
        var name = disk.List()[0];
        disk.Replace(name, disk.Bytes(name)[..SegmentHeader].ToArray());
        var refused = Refused(disk);
        Assert.Equal((name, SegmentHeader), (refused.File, refused.Offset));
    }

    [Fact]
    public void A_missing_segment_is_refused_whichever_it_is()
    {
        var disk = Filled();
        var names = disk.List().Where(static name => name.EndsWith(".journal", StringComparison.Ordinal)).ToList();
        Assert.True(names.Count > 3);
        Assert.NotEqual(First, names[0]);
        foreach (var name in names.Take(names.Count - 2))
        {
            var damaged = disk.Copy();
            damaged.Replace(name, null);
            var refused = Refused(damaged);
            Assert.Equal(name, refused.File);
            Assert.Contains("missing", refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Its directory could not be synced, later ones were deleted for good, and then the power failed.</summary>
    [Fact]
    public async Task A_deleted_segment_that_is_back_where_those_after_it_are_gone_is_deleted_again()
    {
        var disk = new SimulatedDisk();
        var workload = new Workload(3);
        var journal = Workload.Open(disk);
        await journal.WriteAsync("gone", 0, new byte[10]);
        var first = disk.Bytes(First).ToArray();
        await journal.DeleteAsync("gone", 1);
        workload.Run(journal, 400);
        Assert.DoesNotContain("segment-000000000002.journal", disk.List());
        disk.Replace(First, first);
        journal = Workload.Open(disk);
        workload.Verify(journal);
        Assert.Null(await journal.ReadAsync("gone", default));
        Assert.DoesNotContain(First, disk.List());
    }

    [Fact]
    public void A_segment_that_is_there_twice_is_refused_whatever_name_the_copy_has()
    {
        var disk = Filled();
        var name = disk.List()[0];
        var bytes = disk.Bytes(name).ToArray();
        foreach (var copy in new[] { disk.List()[1], disk.List()[^1], name.Replace("segment-0", "segment-", StringComparison.Ordinal), name.Replace(".journal", " (1).journal", StringComparison.Ordinal) })
        {
            var damaged = disk.Copy();
            damaged.Replace(copy, bytes);
            Assert.Equal(copy, Refused(damaged).File);
        }
    }

    [Fact]
    public async Task A_value_that_is_damaged_while_the_service_runs_is_not_read()
    {
        var disk = await ThreeWritesAsync();
        var journal = Workload.Open(disk);
        disk.FlipBit(First, SegmentHeader + 53);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.ReadAsync("a", default));
        Assert.Equal(First, Assert.IsType<JournalCorruptException>(refused.InnerException).File);
        Assert.NotNull(await journal.ReadAsync("b", default));
    }

    [Fact]
    public async Task Compaction_never_copies_damage_but_tells_the_operator()
    {
        var disk = new SimulatedDisk();
        var journal = Workload.Open(disk);
        string? told = null;
        journal.Faulted += message => told = message;
        await journal.WriteAsync("kept", 0, new byte[100]);
        disk.FlipBit(First, SegmentHeader + 100);
        var version = 0L;
        for (var i = 0; i < 30; i++)
        {
            version = await journal.WriteAsync("often", version, new byte[500]);
        }

        Assert.Contains($"Compacting {First} failed", told, StringComparison.Ordinal);
        Assert.True(journal.IsWritable);
        Assert.Contains(First, disk.List());
    }

    private static async Task<SimulatedDisk> ThreeWritesAsync()
    {
        var disk = new SimulatedDisk();
        var journal = Workload.Open(disk);
        foreach (var key in new[] { "a", "b", "c" })
        {
            await journal.WriteAsync(key, 0, "value"u8.ToArray());
        }

        return disk;
    }

    /// <summary>A disk with several segments, the first of which compaction has deleted.</summary>
    private static SimulatedDisk Filled()
    {
        var disk = new SimulatedDisk();
        new Workload(3).Run(Workload.Open(disk), 160);
        return disk.Copy();
    }

    private static JournalCorruptException Refused(SimulatedDisk disk) =>
        Assert.IsType<JournalCorruptException>(JournalStateStore.OpenAsync(disk, Workload.Options).Exception?.InnerException);
}
