using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Plans;

namespace Ticketing.Tests.Domain.Plans;

public sealed class PlanShapesTests
{
    private static readonly SectionShape Rows = new() { SectionId = "stalls", Rows = 3, Seats = 6 };

    [Fact]
    public void Straight_rows_stand_in_the_middle_one_behind_the_other()
    {
        var section = Generate(Rows with { More = 2 }).Plan.Sections[0];
        Assert.Equal(["A", "B", "C"], section.Rows.Select(static row => row.Label));
        Assert.Equal([6, 8, 10], section.Rows.Select(static row => row.Seats.Length));
        Assert.Single(section.Rows.Select(static row => row.Seats[0].X + row.Seats[^1].X).Distinct());
        Assert.All(section.Rows, static row => Assert.Equal(["1", "2"], row.Seats.Take(2).Select(static seat => seat.Label)));
    }

    [Theory]
    [InlineData(SeatNumbering.FromLeft, "1 2 3 4 5 6")]
    [InlineData(SeatNumbering.FromRight, "6 5 4 3 2 1")]
    [InlineData(SeatNumbering.Odd, "1 3 5 7 9 11")]
    [InlineData(SeatNumbering.Even, "2 4 6 8 10 12")]
    [InlineData(SeatNumbering.OddEven, "5 3 1 2 4 6")]
    public void Seats_are_numbered_as_houses_do(SeatNumbering numbering, string labels) =>
        Assert.Equal(labels, string.Join(' ', Generate(Rows with { Numbering = numbering }).Plan.Sections[0].Rows[0].Seats.Select(static seat => seat.Label)));

    [Theory]
    [InlineData(SectionForm.Straight)]
    [InlineData(SectionForm.Curved)]
    public void Aisles_part_every_row_where_they_are_wished(SectionForm form)
    {
        var rows = Generate(Rows with { Form = form, Rows = 20, Seats = 30, Aisles = [10, 20] }).Sections[0].Rows;
        Assert.All(rows, static row => Assert.Equal("10,20", row.Marks!.Aisles));
        Assert.All(Generate(Rows with { Form = form, Rows = 20, Seats = 30 }).Sections[0].Rows, static row => Assert.Null(row.Marks));
    }

    [Fact]
    public void Curved_rows_go_around_the_stage()
    {
        var row = Generate(Rows with { Form = SectionForm.Curved, Seats = 21 }).Plan.Sections[0].Rows[0].Seats;
        Assert.True(row[10].Y > row[0].Y && row[10].Y > row[20].Y);
        Assert.Equal(row[0].Y, row[20].Y);
    }

    [Fact]
    public void Accessible_seats_are_at_the_ends_of_the_last_row_each_with_one_beside_it()
    {
        var rows = Generate(Rows with { Accessible = 3 }).Plan.Sections[0].Rows;
        Assert.All(rows[..2].SelectMany(static row => row.Seats), static seat => Assert.Equal(SeatKind.Standard, seat.Kind));
        Assert.Equal("ACACCA", string.Concat(rows[2].Seats.Select(static seat => seat.Kind.ToString()[0])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public void Whoever_sits_at_a_table_sits_together(int seats)
    {
        var made = Generate(new SectionShape { SectionId = "gala", Form = SectionForm.Tables, Tables = 7, Seats = seats });
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], made.Plan.Features.Where(static feature => feature.Kind == FeatureKind.Table).Select(static table => table.Label));
        Assert.All(made.Sections[0].Rows, row => Assert.Equal((seats, null), (row.Seats, row.Marks?.Aisles)));
    }

    [Fact]
    public void Places_without_seats_are_an_area_of_their_own()
    {
        var made = Generate(new SectionShape { SectionId = "floor", Form = SectionForm.Standing, Capacity = 500 }, Rows);
        Assert.Equal((SectionKind.General, 500, 4), (made.Sections[0].Kind, made.Sections[0].Capacity, made.Plan.Sections[0].Area.Length));
        Assert.True(made.Plan.Sections[1].Rows[0].Seats[0].Y > made.Plan.Sections[0].Area.Max(static corner => corner.Y));
    }

    [Fact]
    public void Whatever_the_numbers_the_plan_is_good_or_they_are_refused()
    {
        var random = new Random(5);
        var good = 0;
        for (var round = 0; round < 400; round++)
        {
            var made = Generate([.. Enumerable.Range(0, random.Next(1, 4)).Select(at => Any(random, $"s{at}"))]);
            Assert.Equal(made.Errors.Count == 0, made.Sections.Length > 0);
            Assert.All(made.Errors, static error => Assert.StartsWith("sections", error.Field, StringComparison.Ordinal));
            good += made.Sections.Length > 0 ? 1 : 0;
        }

        Assert.InRange(good, 100, 400);
    }

    [Theory]
    [InlineData(SectionForm.Straight, "sections[0].rows sections[0].seats")]
    [InlineData(SectionForm.Curved, "sections[0].rows sections[0].seats")]
    [InlineData(SectionForm.Tables, "sections[0].tables sections[0].seats")]
    [InlineData(SectionForm.Standing, "sections[0].capacity")]
    public void What_a_shape_needs_is_named(SectionForm form, string fields) =>
        Assert.Equal(fields, string.Join(' ', Generate(new SectionShape { SectionId = "a", Form = form }).Errors.Select(static error => error.Field)));

    [Fact]
    public void A_hall_with_more_seats_than_a_picture_shows_is_not_made() =>
        Assert.Equal("sections", Assert.Single(Generate(Rows with { Rows = 500, Seats = 1_000 }).Errors).Field);

    private static SectionShape Any(Random random, string id) => new()
    {
        SectionId = id,
        Form = (SectionForm)random.Next(4),
        Rows = random.Next(0, 40),
        Seats = random.Next(1, 40),
        More = random.Next(0, 3),
        Aisles = random.Next(3) == 0 ? [random.Next(1, 20)] : [],
        Numbering = (SeatNumbering)random.Next(5),
        RowNaming = (RowNaming)random.Next(2),
        Accessible = random.Next(4) == 0 ? random.Next(0, 10) : 0,
        Tables = random.Next(0, 30),
        Across = random.Next(0, 6),
        Capacity = random.Next(0, 5_000),
    };

    private static PlanVerdict Generate(params ImmutableArray<SectionShape> sections) => PlanShapes.Generate(new PlanShape { Sections = sections }, 256);
}
