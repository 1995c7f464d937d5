using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Plans;

namespace Ticketing.Tests.Domain.Plans;

public sealed class PlanRulesTests
{
    [Fact]
    public void Sections_have_the_labels_the_aisles_and_the_kinds_of_their_seats_in_few_letters()
    {
        var plan = Plan(new PlannedRow
        {
            Label = "A",
            Seats = [Seat("1", 0, SeatKind.Accessible), Seat("3", 1, SeatKind.Companion), Seat("5", 2), Seat("7", 4), Seat("9", 5), Seat("11", 6.5), Seat("13", 8.01)],
        });
        var row = Assert.Single(Judge(plan).Sections[0].Rows);
        Assert.Equal(new RowPlan("A", 7, new RowMarks { Labels = "1:13:2", Aisles = "3,6", Reserved = "0,1" }), row);
    }

    [Fact]
    public void Rows_without_anything_of_their_own_are_as_short_as_ever() =>
        Assert.Equal(new RowPlan("A", 3), Judge(Plan(new PlannedRow { Label = "A", Seats = [Seat("1", 0), Seat("2", 1), Seat("3", 2)] })).Sections[0].Rows[0]);

    [Fact]
    public void A_plan_without_a_size_is_as_large_as_what_is_in_it()
    {
        var plan = Judge(Plan(new PlannedRow { Label = "A", Seats = [Seat("1", 0), Seat("2", 1)] })).Plan;
        Assert.Equal((250, 250), (plan.Width, plan.Height));
    }

    [Fact]
    public void Labels_are_each_given_once_and_fit_into_a_ticket()
    {
        var row = new PlannedRow { Label = "A", Seats = [Seat("1", 0), Seat("1", 1), Seat("1-2", 2), Seat("", 3), Seat("123456789", 4), Seat("１２３４５６７８", 5)] };
        Assert.Equal([1, 2, 3, 4], Wrong(Judge(Plan(row)), "label"));

        var wide = Plan(row with { Seats = [Seat("１２３４５６７８", 0)] });
        Assert.Equal([0], Wrong(Judge(wide with { Sections = [wide.Sections[0] with { SectionId = new string('s', 32), Rows = [wide.Sections[0].Rows[0] with { Label = "列１２３" }] }] }), "label"));
    }

    [Fact]
    public void Seats_do_not_lie_on_one_another()
    {
        var verdict = Judge(Plan(
            new PlannedRow { Label = "A", Seats = [Seat("1", 0), Seat("2", 0.5), Seat("3", 0.99)] },
            new PlannedRow { Label = "B", Seats = [Seat("1", 0.7) with { Y = 190 }, Seat("2", 2) with { Y = 190 }] }));
        Assert.Equal(["sections[0].rows[0].seats[2].x", "sections[0].rows[1].seats[0].x"], verdict.Errors.Select(static error => error.Field));
        Assert.Contains("'stalls-A-2'", verdict.Errors[0].Message, StringComparison.Ordinal);
        Assert.Empty(verdict.Sections);
    }

    [Fact]
    public void Seats_and_areas_lie_within_the_plan()
    {
        var plan = Plan(new PlannedRow { Label = "A", Seats = [Seat("1", 0), Seat("2", 9)] }) with
        {
            Width = 500,
            Height = 150,
            Features = [new PlanFeature { Kind = FeatureKind.Stage, Area = [new(0, 0), new(501, 0), new(500, 200)] }],
        };
        Assert.Equal(
            ["sections[0].rows[0].seats[0].y", "sections[0].rows[0].seats[1].x", "sections[0].rows[0].seats[1].y", "features[0].area[1][0]", "features[0].area[2][1]"],
            Judge(plan).Errors.Select(static error => error.Field));
    }

    [Theory]
    [InlineData("ac", "")]
    [InlineData("ca", "")]
    [InlineData("acc.", "")]
    [InlineData("cac", "")]
    [InlineData("c", "0")]
    [InlineData(".c.", "1")]
    [InlineData("a.c", "2")]
    [InlineData("cc.a", "0 1")]
    [InlineData("a|c", "1")]
    [InlineData("c|ca", "0")]
    public void A_companion_sits_beside_somebody_on_an_accessible_seat(string row, string wrong)
    {
        var x = 0.0;
        var seats = ImmutableArray.CreateBuilder<PlannedSeat>();
        foreach (var mark in row)
        {
            if (mark != '|')
            {
                seats.Add(Seat($"{seats.Count + 1}", x, mark switch { 'a' => SeatKind.Accessible, 'c' => SeatKind.Companion, _ => SeatKind.Standard }));
            }

            x++;
        }

        Assert.Equal(wrong, string.Join(' ', Wrong(Judge(Plan(new PlannedRow { Label = "A", Seats = seats.ToImmutable() })), "kind")));
    }

    [Fact]
    public void Sections_and_rows_obey_the_rules_that_they_have_without_a_plan()
    {
        var row = new PlannedRow { Label = "A", Seats = [Seat("1", 0)] };
        var verdict = PlanRules.Judge(
            new SeatPlan
            {
                Sections =
                [
                    new PlannedSection { SectionId = "stalls", Rows = [row, row with { Seats = [Seat("1", 5)] }, row with { Label = "B-1", Seats = [Seat("1", 8)] }, row with { Label = "C", Seats = [] }] },
                    new PlannedSection { SectionId = "stalls", Kind = SectionKind.General, Capacity = 0 },
                    new PlannedSection { SectionId = "a b", Kind = SectionKind.Seated },
                ],
            },
            "plan.",
            256);
        Assert.Equal(
            ["plan.sections[0].rows[1].label", "plan.sections[0].rows[2].label", "plan.sections[0].rows[3].seats", "plan.sections[1].id", "plan.sections[1].capacity", "plan.sections[2].id", "plan.sections[2].rows"],
            verdict.Errors.Select(static error => error.Field));
    }

    [Fact]
    public void A_plan_has_as_many_seats_as_a_picture_shows_and_no_more()
    {
        Assert.Equal((0, 100_000), Judge(100) is var most ? (most.Errors.Count, most.Sections[0].Rows.Sum(static row => row.Seats)) : default);
        Assert.Equal("sections", Assert.Single(Judge(101).Errors).Field);

        static PlanVerdict Judge(int rows) => PlanRulesTests.Judge(Plan([.. Enumerable.Range(0, rows).Select(static row => new PlannedRow
        {
            Label = $"R{row}",
            Seats = [.. Enumerable.Range(0, 1_000).Select(seat => new PlannedSeat($"{seat + 1}", seat * 100, row * 100))],
        })]));
    }

    private static PlannedSeat Seat(string label, double x, SeatKind kind = SeatKind.Standard) => new(label, 100 + (int)Math.Round(x * 100), 200, kind);

    private static SeatPlan Plan(params PlannedRow[] rows) => new() { Sections = [new PlannedSection { SectionId = "stalls", Name = "Stalls", Rows = [.. rows] }] };

    private static PlanVerdict Judge(SeatPlan plan) => PlanRules.Judge(plan, "", 256);

    private static int[] Wrong(PlanVerdict verdict, string member) =>
        [.. verdict.Errors.Where(error => error.Field.EndsWith("." + member, StringComparison.Ordinal)).Select(static error => int.Parse(error.Field.Split("seats[")[1].Split(']')[0], null))];
}
