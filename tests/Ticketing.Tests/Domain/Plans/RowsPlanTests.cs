using Ticketing.Events;
using Ticketing.Plans;
using Ticketing.Tests.Domain.Events;

namespace Ticketing.Tests.Domain.Plans;

public sealed class RowsPlanTests
{
    [Fact]
    public void Every_seat_has_a_place_of_its_own_within_the_plan_and_its_name_finds_it()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var sections = EventLayout.Cut(Samples.RandomSections(random), 256);
            var plan = RowsPlan.Of(sections)!;
            var index = new SeatIndex(sections);
            var seats = plan.Sections.SelectMany(section => section.Rows.SelectMany(row => row.Seats.Select(seat => (Name: $"{section.SectionId}-{row.Label}-{seat.Label}", seat.X, seat.Y)))).ToArray();

            Assert.Equal(sections.Where(static section => section.Kind == SectionKind.Seated).Sum(static section => section.Capacity), seats.Length);
            Assert.Equal(seats.Length, seats.Select(static seat => (seat.X, seat.Y)).Distinct().Count());
            Assert.All(seats, seat => Assert.True(index.TryLocate(seat.Name, out _, out _, out _), seat.Name));
            Assert.All(seats, seat => Assert.True(seat.X >= 0 && seat.X <= plan.Width && seat.Y >= 0 && seat.Y <= plan.Height, $"{seat} of {plan.Width}, {plan.Height}"));
        }
    }

    [Fact]
    public void Seats_are_a_seat_apart_and_the_first_is_on_the_left_of_who_looks_at_the_stage()
    {
        var plan = RowsPlan.Of(EventLayout.Cut([Samples.Seated("stalls", 2, 3)], 256))!;
        var row = plan.Sections[0].Rows[0];
        Assert.Equal([0, SeatPlan.Seat, 2 * SeatPlan.Seat], row.Seats.Select(seat => seat.X - row.Seats[0].X));
        Assert.Single(row.Seats.Select(static seat => seat.Y).Distinct());
        Assert.True(plan.Sections[0].Rows[1].Seats[0].Y > row.Seats[0].Y);
    }

    [Fact]
    public void Places_without_numbers_are_areas_behind_the_seats()
    {
        var plan = RowsPlan.Of(EventLayout.Cut([Samples.General("floor", 100), Samples.Seated("stalls", 2, 3)], 256))!;
        Assert.Equal(["floor", "stalls"], plan.Sections.Select(static section => section.SectionId));
        Assert.Equal((100, 4), (plan.Sections[0].Capacity, plan.Sections[0].Area.Length));
        Assert.True(plan.Sections[0].Area.Min(static corner => corner.Y) > plan.Sections[1].Rows.Max(static row => row.Seats[0].Y));
    }

    [Fact]
    public void More_seats_than_a_picture_shows_have_no_plan()
    {
        Assert.NotNull(RowsPlan.Of(EventLayout.Cut([Samples.Seated("stalls", 100, 1_000)], 256)));
        Assert.Null(RowsPlan.Of(EventLayout.Cut([Samples.Seated("stalls", 100, 1_000), Samples.Seated("circle", 1, 1)], 256)));
        Assert.NotNull(RowsPlan.Of(EventLayout.Cut([Samples.General("floor", EventLimits.Places)], 256)));
    }
}
