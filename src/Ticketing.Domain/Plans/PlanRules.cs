using System.Collections.Immutable;
using System.Text;
using Ticketing.Events;

namespace Ticketing.Plans;

/// <summary>What a plan must be like, and the sections that it makes. Field errors name members as they are called on the wire.</summary>
public static class PlanRules
{
    /// <summary>Nearer to one another, two seats lie on each other.</summary>
    public const int LeastDistance = SeatPlan.Seat / 2;

    /// <summary>Neighbours that are farther apart are parted by an aisle.</summary>
    public const int AisleFrom = SeatPlan.Seat * 3 / 2;

    /// <summary>Characters of a seat's label.</summary>
    public const int LabelLength = 8;

    /// <summary>Bytes of a seat's id in UTF-8, which a ticket's code has room for.</summary>
    public const int SeatIdBytes = 64;

    /// <summary>What is wrong with the plan, or its sections.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">What the names of its members begin with.</param>
    /// <param name="poolSize">Places of one pool of a general section.</param>
    public static PlanVerdict Judge(SeatPlan plan, string path, int poolSize)
    {
        var errors = new FieldErrors();
        SectionRules.Check([.. plan.Sections.Select(section => SpecOf(section, static (row, _) => new RowPlan(row.Label, row.Seats.Length)))], poolSize, errors, path + "sections");
        var seats = plan.Sections.Sum(static section => section.Rows.Sum(static row => (long)row.Seats.Length));
        if (seats > SeatPlan.MostSeats)
        {
            errors.Add(path + "sections", FormattableString.Invariant($"{seats} seats are too many for one plan; give at most {SeatPlan.MostSeats}, or places without numbers."));
            return new PlanVerdict(plan, [], errors.List);
        }

        plan = Fitted(plan);
        if (plan.Width > SeatPlan.MostLength || plan.Height > SeatPlan.MostLength)
        {
            errors.Add(path + "sections", FormattableString.Invariant($"The plan is more than {SeatPlan.MostLength / SeatPlan.Seat} seats wide or deep; give fewer rows, or sections side by side."));
        }

        var places = new Places(plan, errors);
        for (var i = 0; i < plan.Sections.Length && !errors.Full; i++)
        {
            CheckSection(plan.Sections[i], $"{path}sections[{i}]", places, errors);
        }

        for (var i = 0; i < plan.Features.Length && !errors.Full; i++)
        {
            places.CheckArea(plan.Features[i].Area, $"{path}features[{i}].area");
        }

        return new PlanVerdict(plan, errors.Any ? [] : [.. plan.Sections.Select(static section => SpecOf(section, Row))], errors.List);
    }

    /// <summary>As large as what is in it, where nobody said how large it is.</summary>
    private static SeatPlan Fitted(SeatPlan plan)
    {
        PlanPoint[] points =
        [
            .. plan.Sections.SelectMany(static section => section.Rows).SelectMany(static row => row.Seats).Select(static seat => new PlanPoint(seat.X + (SeatPlan.Seat / 2), seat.Y + (SeatPlan.Seat / 2))),
            .. plan.Sections.SelectMany(static section => section.Area),
            .. plan.Features.SelectMany(static feature => feature.Area),
        ];
        return plan with
        {
            Width = plan.Width > 0 ? plan.Width : points.Select(static point => point.X).DefaultIfEmpty(SeatPlan.Seat).Max(),
            Height = plan.Height > 0 ? plan.Height : points.Select(static point => point.Y).DefaultIfEmpty(SeatPlan.Seat).Max(),
        };
    }

    private static SectionSpec SpecOf(PlannedSection section, Func<PlannedRow, PlannedSection, RowPlan> row) => new()
    {
        SectionId = section.SectionId,
        Name = section.Name,
        Kind = section.Kind,
        Rows = [.. section.Rows.Select(one => row(one, section))],
        Capacity = section.Capacity,
    };

    private static RowPlan Row(PlannedRow row, PlannedSection section)
    {
        var marks = new RowMarks
        {
            Labels = SeatLabels.Pack([.. row.Seats.Select(static seat => seat.Label)]),
            Aisles = SeatPositions.Pack(Enumerable.Range(1, row.Seats.Length - 1).Where(at => HasAisleBefore(row, at))),
            Reserved = SeatPositions.Pack(Enumerable.Range(0, row.Seats.Length).Where(at => row.Seats[at].Kind != SeatKind.Standard)),
        };
        return new RowPlan(row.Label, row.Seats.Length, marks == new RowMarks() ? null : marks);
    }

    private static bool HasAisleBefore(PlannedRow row, int at)
    {
        var (one, other) = (row.Seats[at - 1], row.Seats[at]);
        return IsFartherThan(AisleFrom, one.X - other.X, one.Y - other.Y);
    }

    private static bool IsFartherThan(int distance, long x, long y) => (x * x) + (y * y) > (long)distance * distance;

    private static void CheckSection(PlannedSection section, string field, Places places, FieldErrors errors)
    {
        places.CheckArea(section.Area, $"{field}.area");
        for (var i = 0; i < section.Rows.Length && !errors.Full; i++)
        {
            CheckRow(section, section.Rows[i], $"{field}.rows[{i}]", places, errors);
        }
    }

    private static void CheckRow(PlannedSection section, PlannedRow row, string field, Places places, FieldErrors errors)
    {
        var known = new HashSet<string>(row.Seats.Length, StringComparer.Ordinal);
        var before = Encoding.UTF8.GetByteCount(section.SectionId) + Encoding.UTF8.GetByteCount(row.Label) + 2;
        for (var i = 0; i < row.Seats.Length && !errors.Full; i++)
        {
            var (seat, at) = (row.Seats[i], $"{field}.seats[{i}]");
            if (!SectionRules.IsLabel(seat.Label, LabelLength, SeatIdBytes - before, ""))
            {
                errors.Add($"{at}.label", $"Give a label of 1 to {LabelLength} letters or digits of any script; the seat's id may have at most {SeatIdBytes} bytes in UTF-8.");
            }
            else if (!known.Add(seat.Label))
            {
                errors.Add($"{at}.label", $"Another seat of the row is called '{seat.Label}'; give each its own label.");
            }

            if (seat.Kind == SeatKind.Companion && !IsBesideAccessible(row, i))
            {
                errors.Add($"{at}.kind", "A companion sits beside an accessible seat, or beside a companion who does; make a neighbour accessible, or this seat 'standard'.");
            }

            places.Take(seat, SeatNames.Of(section.SectionId, row.Label, seat.Label), at);
        }
    }

    private static bool IsBesideAccessible(PlannedRow row, int at) => Reaches(row, at, -1) || Reaches(row, at, 1);

    private static bool Reaches(PlannedRow row, int at, int step)
    {
        for (var next = at + step; next >= 0 && next < row.Seats.Length && !HasAisleBefore(row, Math.Max(next, next - step)); next += step)
        {
            if (row.Seats[next].Kind != SeatKind.Companion)
            {
                return row.Seats[next].Kind == SeatKind.Accessible;
            }
        }

        return false;
    }

    /// <summary>Where seats are, so that none lies on another, and all within the plan.</summary>
    private sealed class Places(SeatPlan plan, FieldErrors errors)
    {
        // A square has room for few seats: those that don't lie on each other.
        private readonly Dictionary<(int X, int Y), List<(int X, int Y, string Name)>> _squares = [];

        public void Take(PlannedSeat seat, string name, string field)
        {
            if (!IsWithin(seat.X, plan.Width, $"{field}.x", "width") | !IsWithin(seat.Y, plan.Height, $"{field}.y", "height"))
            {
                return;
            }

            var (x, y) = (seat.X / LeastDistance, seat.Y / LeastDistance);
            for (var square = 0; square < 9; square++)
            {
                foreach (var other in _squares.GetValueOrDefault((x - 1 + (square % 3), y - 1 + (square / 3)), []))
                {
                    if (!IsFartherThan(LeastDistance - 1, seat.X - other.X, seat.Y - other.Y))
                    {
                        errors.Add($"{field}.x", FormattableString.Invariant($"It lies on seat '{other.Name}'; seats are at least {Seats(LeastDistance)} apart."));
                        return;
                    }
                }
            }

            if (!_squares.TryGetValue((x, y), out var here))
            {
                _squares[(x, y)] = here = [];
            }

            here.Add((seat.X, seat.Y, name));
        }

        public void CheckArea(ImmutableArray<PlanPoint> area, string field)
        {
            for (var i = 0; i < area.Length && !errors.Full; i++)
            {
                IsWithin(area[i].X, plan.Width, $"{field}[{i}][0]", "width");
                IsWithin(area[i].Y, plan.Height, $"{field}[{i}][1]", "height");
            }
        }

        private bool IsWithin(int at, int size, string field, string what)
        {
            if (at > size)
            {
                errors.Add(field, FormattableString.Invariant($"{Seats(at)} is outside of the plan; give at most its {what}, {Seats(size)}."));
            }

            return at <= size;
        }

        private static double Seats(int hundredths) => (double)hundredths / SeatPlan.Seat;
    }
}
