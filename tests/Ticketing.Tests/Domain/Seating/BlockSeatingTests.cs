using Ticketing.Seating;

namespace Ticketing.Tests.Domain.Seating;

public sealed class BlockSeatingTests
{
    private static readonly SeatDrawing Block = new("A: ....", "B: ..x", "C: .xx..");

    [Theory]
    [InlineData(0, 0, "stalls-A-1")]
    [InlineData(3, 0, "stalls-A-4")]
    [InlineData(4, 1, "stalls-B-1")]
    [InlineData(6, 1, "stalls-B-3")]
    [InlineData(7, 2, "stalls-C-1")]
    [InlineData(11, 2, "stalls-C-5")]
    public void Seats_are_numbered_row_by_row(int seat, int row, string name)
    {
        Assert.Equal(row, Block.Seating.RowOf(seat));
        Assert.Equal(name, Block.Seating.NameOf("stalls", seat));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(12)]
    public void Number_outside_the_block_is_refused(int seat) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Block.Seating.RowOf(seat));

    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 5 }, 1)]
    [InlineData(new[] { 2, 1, 0 }, 1)]
    [InlineData(new[] { 0, 2 }, 2)]
    [InlineData(new[] { 3, 4 }, 2)]
    [InlineData(new[] { 11, 0, 10, 1 }, 2)]
    public void Seats_side_by_side_are_one_group_and_rows_part_groups(int[] seats, int groups) =>
        Assert.Equal(groups, Block.Seating.CountGroups(seats));

    [Fact]
    public void Groups_are_counted_over_words_of_the_bitmap()
    {
        var seating = new SeatDrawing($"A: {new string('.', 100)}", $"B: {new string('.', 100)}").Seating;

        Assert.Equal(1, seating.CountGroups([62, 63, 64, 65]));
        Assert.Equal(2, seating.CountGroups([98, 99, 100, 101]));
        Assert.Equal(3, seating.CountGroups([63, 65, 127, 128]));
    }

    [Fact]
    public void Bits_beyond_the_last_seat_do_not_count()
    {
        ulong[] all = [ulong.MaxValue];

        Assert.Equal(12, Block.Seating.CountFree(all));
        Assert.Equal(5, Block.Seating.LongestRun(all));
        Assert.Null(BestSeats.Together(Block.Seating, all, 6));
    }

    [Fact]
    public void Longest_run_is_within_a_row()
    {
        Assert.Equal(4, Block.Seating.LongestRun(Block.Free));
        Assert.Equal(0, Block.Seating.LongestRun([0]));
        Assert.Equal(9, Block.Seating.CountFree(Block.Free));
    }

    [Fact]
    public void Block_of_1024_single_seats_and_one_row_of_1024_both_fit()
    {
        var rows = new BlockSeating([.. Enumerable.Range(0, 1_024).Select(i => new Ticketing.Events.RowPlan($"R{i}", 1))], 0);
        var row = new BlockSeating([new Ticketing.Events.RowPlan("A", 1_024)], 0);
        var free = new ulong[16];
        Array.Fill(free, ulong.MaxValue);

        Assert.Equal((1_024, 1, 1_024), (rows.SeatCount, rows.LongestRun(free), rows.CountGroups([.. Enumerable.Range(0, 1_024)])));
        Assert.Equal((1_024, 1_024, 1), (row.SeatCount, row.LongestRun(free), row.CountGroups([.. Enumerable.Range(0, 1_024)])));
        Assert.Equal(100, BestSeats.Split(rows, free, 100)!.Value.Groups);
    }
}
