using System.Collections.Immutable;
using Ticketing.Seating;

namespace Ticketing.Tests.Domain.Seating;

public sealed class BestSeatsTogetherTests
{
    [Theory]
    [InlineData("........", 2, "...OO... in 1")]
    [InlineData("........", 4, "..OOOO.. in 1")]
    [InlineData("........", 8, "OOOOOOOO in 1")]
    [InlineData("........", 9, "none")]
    public void Empty_row_is_filled_from_its_centre(string row, int quantity, string expected) =>
        Assert.Equal(expected, new SeatDrawing($"A: {row}").Together(quantity));

    [Theory]
    [InlineData(".......", 2, "..OO... in 1")]
    [InlineData("........", 3, "..OOO... in 1")]
    public void Of_two_places_equally_near_the_centre_the_left_one_is_taken(string row, int quantity, string expected) =>
        Assert.Equal(expected, new SeatDrawing($"A: {row}").Together(quantity));

    [Fact]
    public void Front_row_is_taken_before_the_one_behind() =>
        Assert.Equal("..OO../...... in 1", new SeatDrawing("A: ......", "B: ......").Together(2));

    [Fact]
    public void Far_end_of_the_front_row_is_worse_than_the_centre_of_the_next()
    {
        var drawing = new SeatDrawing("A: ..xxxxxxxxxx..", "B: ..............");

        Assert.Equal("..xxxxxxxxxx../......OO...... in 1", drawing.Together(2));
    }

    [Fact]
    public void Two_seats_aside_weigh_as_much_as_one_row_and_the_front_wins()
    {
        var drawing = new SeatDrawing("A: ..xxxx", "B: ......");

        Assert.Equal("OOxxxx/...... in 1", drawing.Together(2));
    }

    [Theory]
    [InlineData("A: x.....", 2, "xOO... in 1")]
    [InlineData("A: .....", 2, "OO... in 1")]
    [InlineData("A: ....", 2, "OO.. in 1")]
    [InlineData("A: ...xx...", 1, "..Oxx... in 1")]
    [InlineData("A: ......", 3, "OOO... in 1")]
    [InlineData("A: .......", 3, "..OOO.. in 1")]
    public void Place_that_orphans_a_seat_is_passed_over(string row, int quantity, string expected) =>
        Assert.Equal(expected, new SeatDrawing(row).Together(quantity));

    [Fact]
    public void Row_further_back_is_taken_before_a_seat_is_orphaned() =>
        Assert.Equal("...x/xOOx in 1", new SeatDrawing("A: ...x", "B: x..x").Together(2));

    [Fact]
    public void Seat_is_orphaned_when_nothing_else_is_left() =>
        Assert.Equal("xOO./...x in 1", new SeatDrawing("A: x...", "B: ...x").Together(2));

    [Fact]
    public void Single_seat_that_is_alone_already_goes_to_a_single_customer() =>
        Assert.Equal("x..x/xOxx in 1", new SeatDrawing("A: x..x", "B: x.xx").Together(1));

    [Fact]
    public void Group_never_reaches_over_the_end_of_a_row() =>
        Assert.Equal("none", new SeatDrawing("A: xx..", "B: ..xx").Together(4));

    [Fact]
    public void Run_over_a_word_of_the_bitmap_is_one_run()
    {
        var drawing = new SeatDrawing($"A: {new string('x', 60)}{new string('.', 70)}{new string('x', 60)}");

        Assert.Equal(70, drawing.Seating.LongestRun(drawing.Free));
        Assert.Equal(Enumerable.Range(60, 70), BestSeats.Together(drawing.Seating, drawing.Free, 70)!.Value.Seats.AsEnumerable());
    }

    [Fact]
    public void Choice_is_the_best_of_all_by_brute_force()
    {
        var random = new Random(2_107);
        for (var round = 0; round < 5_000; round++)
        {
            var drawing = SeatDrawing.Random(random, maxRows: 5, maxSeats: 14);
            var quantity = random.Next(1, 7);
            var best = BestSeats.Together(drawing.Seating, drawing.Free, quantity);
            var expected = ByBruteForce(drawing, quantity);

            Assert.True(
                expected is null ? best is null : best is { Groups: 1 } && best.Value.Seats.SequenceEqual(expected.Value),
                $"round {round}: {quantity} in {drawing} gave {drawing.Together(quantity)}");
        }
    }

    private static ImmutableArray<int>? ByBruteForce(SeatDrawing drawing, int quantity)
    {
        var seating = drawing.Seating;
        var all =
            from row in Enumerable.Range(0, seating.RowCount)
            from first in Enumerable.Range(0, Math.Max(0, seating.SeatsOf(row) - quantity + 1))
            let seats = Enumerable.Range(seating.StartOf(row) + first, quantity).ToImmutableArray()
            where seats.All(drawing.IsFree)
            let aside = Math.Abs((first + (quantity / 2.0)) - (seating.SeatsOf(row) / 2.0))
            orderby drawing.Orphans(seats), (2.0 * row) + aside, row, first
            select seats;
        return all.Select(seats => (ImmutableArray<int>?)seats).FirstOrDefault();
    }
}
