using System.Collections.Immutable;
using System.Numerics;
using Ticketing.Seating;

namespace Ticketing.Tests.Domain.Seating;

public sealed class BestSeatsSplitTests
{
    [Fact]
    public void Party_that_fits_one_row_is_not_split() =>
        Assert.Equal("..x/OOO in 1", new SeatDrawing("A: ..x", "B: ...").Split(3));

    [Fact]
    public void Two_groups_where_two_are_enough() =>
        Assert.Equal("OOOO/...xx/xxOOx in 2", new SeatDrawing("A: ....", "B: ...xx", "C: xx..x").Split(6));

    [Fact]
    public void Whole_block_is_sold_row_by_row() =>
        Assert.Equal("OOO/OxO/OOO in 4", new SeatDrawing("A: ...", "B: .x.", "C: ...").Split(8));

    [Fact]
    public void None_when_fewer_seats_are_free() =>
        Assert.Equal("none", new SeatDrawing("A: ..x", "B: .x.").Split(5));

    [Fact]
    public void Last_group_sits_in_the_centre_of_its_row() =>
        Assert.Equal("OOOOOO/..OO../...... in 2", new SeatDrawing("A: ......", "B: ......", "C: ......").Split(8));

    [Fact]
    public void Fewest_groups_and_no_avoidable_orphan_by_brute_force()
    {
        var random = new Random(71);
        for (var round = 0; round < 3_000; round++)
        {
            var drawing = SeatDrawing.Random(random, maxRows: 4, maxSeats: 4);
            var free = Enumerable.Range(0, drawing.Seating.SeatCount).Where(drawing.IsFree).ToArray();
            var quantity = random.Next(1, 9);
            var choice = BestSeats.Split(drawing.Seating, drawing.Free, quantity);
            if (free.Length < quantity)
            {
                Assert.Null(choice);
                continue;
            }

            var seats = choice!.Value.Seats;
            var best = ByBruteForce(drawing, free, quantity);
            Assert.True(
                IsSound(drawing, seats, quantity) && (choice.Value.Groups, drawing.Orphans(seats)) == best
                    && drawing.Groups(seats) == best.Groups,
                $"round {round}: {quantity} in {drawing} gave {drawing.Split(quantity)}, not {best}");
        }
    }

    [Fact]
    public void Large_blocks_give_free_seats_each_once_in_as_many_groups_as_told()
    {
        var random = new Random(9);
        for (var round = 0; round < 500; round++)
        {
            var drawing = SeatDrawing.Random(random, maxRows: 30, maxSeats: 34);
            var quantity = random.Next(1, 200);
            var choice = BestSeats.Split(drawing.Seating, drawing.Free, quantity);

            Assert.Equal(drawing.Seating.CountFree(drawing.Free) >= quantity, choice is not null);
            if (choice is { } chosen)
            {
                Assert.True(IsSound(drawing, chosen.Seats, quantity), $"round {round}: {quantity} in {drawing}");
                Assert.Equal(chosen.Groups, drawing.Groups(chosen.Seats));
                Assert.Equal(chosen.Groups == 1, drawing.Seating.LongestRun(drawing.Free) >= quantity);
                Assert.InRange(drawing.Orphans(chosen.Seats), 0, 1);
            }
        }
    }

    private static bool IsSound(SeatDrawing drawing, ImmutableArray<int> seats, int quantity) =>
        seats.Length == quantity && seats.All(drawing.IsFree) && seats.Zip(seats.Skip(1)).All(pair => pair.First < pair.Second);

    private static (int Groups, int Orphans) ByBruteForce(SeatDrawing drawing, int[] free, int quantity)
    {
        var best = (Groups: int.MaxValue, Orphans: int.MaxValue);
        for (var mask = 0; mask < 1 << free.Length; mask++)
        {
            if (BitOperations.PopCount((uint)mask) != quantity)
            {
                continue;
            }

            ImmutableArray<int> seats = [.. free.Where((_, i) => (mask >> i & 1) != 0)];
            var groups = drawing.Groups(seats);
            if (groups <= best.Groups)
            {
                var candidate = (groups, drawing.Orphans(seats));
                best = candidate.CompareTo(best) < 0 ? candidate : best;
            }
        }

        return best;
    }
}
