using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Seating;

namespace Ticketing.Tests.Domain.Seating;

public sealed class AisleAndAccessibleTests
{
    [Fact]
    public void Party_is_not_seated_across_an_aisle_where_it_need_not_be() =>
        Assert.Equal("....../OOOO.. in 1", new SeatDrawing("A: ...|...", "B: ......").Together(4));

    [Fact]
    public void Party_that_fits_one_side_sits_there_and_leaves_no_single_seat() =>
        Assert.Equal("..OO.... in 1", new SeatDrawing("A: ....|....").Together(2));

    [Fact]
    public void Seats_on_both_sides_of_an_aisle_are_not_together()
    {
        var drawing = new SeatDrawing("A: ..|..");
        Assert.Equal("none", drawing.Together(3));
        Assert.Equal(2, drawing.Seating.LongestRun(drawing.Free));
        Assert.Equal((2, 1), (drawing.Seating.CountGroups([1, 2]), drawing.Seating.CountGroups([2, 3])));
    }

    [Fact]
    public void Where_no_side_is_long_enough_the_party_sits_on_both_sides_of_one_aisle_in_one_row() =>
        Assert.Equal("xxx.../OOOO../...... in 2", new SeatDrawing("A: xxx...", "B: ...|...", "C: ...|...").Split(4));

    [Fact]
    public void Both_sides_of_an_aisle_leave_no_single_seat_where_that_can_be() =>
        Assert.Equal("....../OOOOOx in 2", new SeatDrawing("A: ...|...", "B: ...|..x").Split(5));

    [Fact]
    public void Accessible_seats_are_left_while_there_are_enough_others() =>
        Assert.Equal("aaaa/OO.. in 1", new SeatDrawing("A: aaaa", "B: ....").Together(2));

    [Fact]
    public void Accessible_seats_are_given_when_too_few_others_are_left()
    {
        Assert.Equal("OO/x. in 1", new SeatDrawing("A: aa", "B: x.").Together(2));
        Assert.Equal("Oa/xO in 2", new SeatDrawing("A: .a", "B: x.").Split(2));
        Assert.Equal("OO/xO in 2", new SeatDrawing("A: .a", "B: x.").Split(3));
        Assert.Equal("none", new SeatDrawing("A: .a", "B: x.").Split(4));
    }

    [Fact]
    public void What_a_party_may_be_given_is_what_the_longest_run_counts()
    {
        Assert.Equal(2, Longest("A: aaaa", "B: .."));
        Assert.Equal(4, Longest("A: aaaa", "B: xx"));

        static int Longest(params string[] lines) => new SeatDrawing(lines) is var drawing ? drawing.Seating.LongestRun(drawing.Free) : 0;
    }

    /// <summary>Whatever the hall: seats are free and each is given once, groups are as told, and of rows with aisles a party gets one side where it can.</summary>
    [Fact]
    public void Halls_with_aisles_and_accessible_seats_by_brute_force()
    {
        var random = new Random(18);
        for (var round = 0; round < 3_000; round++)
        {
            var drawing = Any(random);
            var quantity = random.Next(1, 7);
            var free = Enumerable.Range(0, drawing.Seating.SeatCount).Where(drawing.IsFree).ToArray();
            var others = free.Where(seat => !drawing.IsReserved(seat)).ToArray();
            var offered = others.Length >= quantity ? others : free;
            var choice = BestSeats.Split(drawing.Seating, drawing.Free, quantity);
            if (free.Length < quantity)
            {
                Assert.Null(choice);
                continue;
            }

            var seats = choice!.Value.Seats;
            Assert.Equal(quantity, seats.Distinct().Count());
            Assert.All(seats, seat => Assert.Contains(seat, offered));
            Assert.Equal(drawing.Seating.CountGroups(seats.AsSpan()), choice.Value.Groups);
            Assert.Equal(seats.Count(seat => !seats.Contains(seat - 1) || !drawing.AreNeighbours(seat - 1, seat)), choice.Value.Groups);
            Assert.True((choice.Value.Groups == 1) == HasRun(drawing, offered, quantity), $"round {round}: {quantity} in {drawing} gave {drawing.Split(quantity)}");
            Assert.Equal(choice.Value.Groups == 1, BestSeats.Together(drawing.Seating, drawing.Free, quantity) is not null);
        }
    }

    [Fact]
    public void Rows_with_aisles_tell_their_longest_side_before_anything_is_sold()
    {
        var rows = ImmutableArray.Create(new RowPlan("A", 10, new RowMarks { Aisles = "4" }), new RowPlan("B", 5));
        var plan = EventLayout.Cut([new SectionSpec { SectionId = "stalls", Rows = rows }], 256)[0];
        Assert.Equal(6, RoomRules.LongestRow(plan, 0));
    }

    private static bool HasRun(SeatDrawing drawing, int[] offered, int quantity) => offered.Any(first =>
        Enumerable.Range(first, quantity).All(offered.Contains) && Enumerable.Range(first, quantity - 1).All(seat => drawing.AreNeighbours(seat, seat + 1)));

    private static SeatDrawing Any(Random random) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(row =>
    {
        var seats = Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.NextDouble() switch { < 0.25 => "x", < 0.4 => "a", _ => "." });
        return $"R{row}: " + string.Concat(seats.Select((seat, at) => at > 0 && random.NextDouble() < 0.2 ? "|" + seat : seat));
    })]);
}
