using System.Collections.Immutable;
using System.Globalization;
using Ticketing.Events;

namespace Ticketing.Plans;

/// <summary>Plans of common shapes from numbers: sections behind one another, each in the middle, with the stage before them.</summary>
public static class PlanShapes
{
    private const double RowDistance = 1.2;
    private const double SectionGap = 2.5;
    private const double Edge = 1;
    private const double StageDepth = 3;
    private const double StageWidth = 14;

    /// <summary>How far around the stage a curved first row goes.</summary>
    private const double Arc = 100 * Math.PI / 180;
    private const double MostArc = 300 * Math.PI / 180;
    private const double LeastRadius = 4;
    private const double LeastTableRadius = 0.7;

    /// <summary>What a table's edge is away from the middle of who sits there.</summary>
    private const double ToTable = 0.35;
    private const double BetweenTables = 2;
    private const int TableCorners = 16;
    private const double LeastStandingWidth = 20;
    private const double MostStandingWidth = 200;
    private const double LeastStandingDepth = 4;
    private const double MostStandingDepth = 40;

    /// <summary>The plan, judged like one that was sent; or what is wrong with the numbers.</summary>
    public static PlanVerdict Generate(PlanShape shape, int poolSize)
    {
        var errors = new FieldErrors();
        for (var i = 0; i < shape.Sections.Length; i++)
        {
            Check(shape.Sections[i], $"sections[{i}]", errors);
        }

        var seats = shape.Sections.Sum(static section => SeatsOf(section));
        if (seats > SeatPlan.MostSeats)
        {
            errors.Add("sections", FormattableString.Invariant($"{seats} seats are too many for one plan; give at most {SeatPlan.MostSeats}."));
        }

        return errors.Any ? new PlanVerdict(new SeatPlan(), [], errors.List) : PlanRules.Judge(Drawn(shape), "", poolSize);
    }

    private static void Check(SectionShape section, string field, FieldErrors errors)
    {
        foreach (var (name, number) in Needed(section))
        {
            if (number < 1)
            {
                errors.Add($"{field}.{name}", $"{name} is required of this shape.");
            }
        }

        if (section.Aisles.Any(aisle => aisle >= section.Seats))
        {
            errors.Add($"{field}.aisles", FormattableString.Invariant($"The first row has {section.Seats} seats; give numbers below that."));
        }

        var last = section.Seats + ((section.Rows - 1) * section.More);
        if (section.Form is SectionForm.Straight or SectionForm.Curved && last > EventLimits.SeatsInRow)
        {
            errors.Add($"{field}.more", FormattableString.Invariant($"The last row would have {last} seats; give at most {EventLimits.SeatsInRow}."));
        }

        if (section.Form == SectionForm.Curved && (last + section.Aisles.Length) / RadiusOf(section.Rows - 1, section.Seats + section.Aisles.Length) > MostArc)
        {
            errors.Add($"{field}.more", "The last row would go all around the stage; give less.");
        }

        if (section.Accessible > 0 && (section.Form is SectionForm.Tables or SectionForm.Standing || section.Accessible * 2 > last))
        {
            errors.Add($"{field}.accessible", "Each takes two seats of the last row; give fewer, or rows.");
        }
    }

    private static (string Name, int Number)[] Needed(SectionShape section) => section.Form switch
    {
        SectionForm.Tables => [("tables", section.Tables), ("seats", section.Seats)],
        SectionForm.Standing => [("capacity", section.Capacity)],
        _ => [("rows", section.Rows), ("seats", section.Seats)],
    };

    private static long SeatsOf(SectionShape section) => section.Form switch
    {
        SectionForm.Tables => (long)section.Tables * section.Seats,
        SectionForm.Standing => 0,
        _ => ((long)section.Rows * section.Seats) + ((long)section.Rows * (section.Rows - 1) / 2 * section.More),
    };

    private static SeatPlan Drawn(PlanShape shape)
    {
        Drawing[] drawings = [.. shape.Sections.Select(static section => Draw(section))];
        var width = drawings.Select(static drawing => drawing.Width).DefaultIfEmpty().Max() + (2 * Edge);
        var top = StageDepth;
        var sections = ImmutableArray.CreateBuilder<PlannedSection>();
        var stage = Math.Min(StageWidth, width);
        var features = ImmutableArray.CreateBuilder<PlanFeature>();
        features.Add(new PlanFeature { Kind = FeatureKind.Stage, Area = RowsPlan.Rectangle(Hundredths((width - stage) / 2), 0, Hundredths(stage), SeatPlan.Seat) });
        foreach (var drawing in drawings)
        {
            var (x, y) = ((width / 2) - drawing.Middle, top - drawing.Top);
            sections.Add(drawing.Placed(x, y));
            features.AddRange(drawing.Tables.Select(table => new PlanFeature { Kind = FeatureKind.Table, Label = table.Label, Area = [.. table.Corners.Select(corner => corner.Moved(x, y))] }));
            top += drawing.Height + SectionGap;
        }

        return new SeatPlan
        {
            Width = Hundredths(width),
            Height = Hundredths(top - SectionGap + Edge),
            Sections = sections.ToImmutable(),
            Features = features.ToImmutable(),
        };
    }

    private static Drawing Draw(SectionShape section) => section.Form switch
    {
        SectionForm.Tables => DrawTables(section),
        SectionForm.Standing => DrawStanding(section),
        SectionForm.Curved => DrawRows(section, static (row, at, first) =>
        {
            var radius = RadiusOf(row, first);
            return new Spot(radius * Math.Sin(at / radius), radius * Math.Cos(at / radius));
        }),
        _ => DrawRows(section, static (row, at, _) => new Spot(at, row * RowDistance)),
    };

    /// <param name="section">Its numbers.</param>
    /// <param name="place">Where a seat of a row is that is so far from the row's middle, when the first row is so long.</param>
    private static Drawing DrawRows(SectionShape section, Func<int, double, double, Spot> place)
    {
        var rows = Enumerable.Range(0, section.Rows).Select(row =>
        {
            var count = section.Seats + (row * section.More);
            var labels = LabelsOf(section.Numbering, count);
            var kinds = row == section.Rows - 1 ? KindsOf(section.Accessible, count) : new SeatKind[count];
            var length = count - 1 + section.Aisles.Length;
            return new DrawnRow(
                RowLabel(section.RowNaming, row),
                [
                    .. Enumerable.Range(0, count).Select(seat => new DrawnSeat(
                        labels[seat],
                        place(row, seat + section.Aisles.Count(aisle => aisle <= seat) - (length / 2.0), section.Seats + section.Aisles.Length),
                        kinds[seat])),
                ]);
        });
        return new Drawing(section, [.. rows], []);
    }

    private static double RadiusOf(int row, double first) => Math.Max(LeastRadius, first / Arc) + (row * RowDistance);

    private static Drawing DrawTables(SectionShape section)
    {
        var radius = section.Seats < 2 ? LeastTableRadius : Math.Max(LeastTableRadius, 0.5 / Math.Sin(Math.PI / section.Seats));
        var across = section.Across > 0 ? section.Across : (int)Math.Ceiling(Math.Sqrt(section.Tables));
        var pitch = (2 * radius) + BetweenTables;
        var tables = Enumerable.Range(0, section.Tables).Select(table =>
        {
            var middle = new Spot(table % across * pitch, table / across * pitch);
            var label = (table + 1).ToString(CultureInfo.InvariantCulture);
            var labels = LabelsOf(SeatNumbering.FromLeft, section.Seats);
            return (
                Row: new DrawnRow(label, [.. Around(middle, radius, section.Seats).Select((spot, seat) => new DrawnSeat(labels[seat], spot, SeatKind.Standard))]),
                Table: new DrawnTable(label, Around(middle, radius - ToTable, TableCorners)));
        }).ToArray();
        return new Drawing(section, [.. tables.Select(static table => table.Row)], [.. tables.Select(static table => table.Table)]);
    }

    private static Drawing DrawStanding(SectionShape section)
    {
        var width = Math.Clamp(Math.Sqrt(section.Capacity), LeastStandingWidth, MostStandingWidth);
        var depth = Math.Clamp(section.Capacity / (2 * width), LeastStandingDepth, MostStandingDepth);
        return new Drawing(section, [], []) { Area = [new(0, 0), new(width, 0), new(width, depth), new(0, depth)] };
    }

    private static Spot[] Around(Spot middle, double radius, int count) =>
        [.. Enumerable.Range(0, count).Select(at => (2 * Math.PI * at / count) - (Math.PI / 2)).Select(angle => new Spot(middle.X + (radius * Math.Cos(angle)), middle.Y + (radius * Math.Sin(angle))))];

    private static string[] LabelsOf(SeatNumbering numbering, int count) =>
    [
        .. Enumerable.Range(0, count).Select(at => numbering switch
        {
            SeatNumbering.FromRight => count - at,
            SeatNumbering.Odd => (2 * at) + 1,
            SeatNumbering.Even => (2 * at) + 2,
            SeatNumbering.OddEven => at < (count + 1) / 2 ? (2 * (((count + 1) / 2) - at)) - 1 : 2 * (at - ((count + 1) / 2) + 1),
            _ => at + 1,
        }).Select(static number => number.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>By turns at the left and at the right end, the accessible seat outside.</summary>
    private static SeatKind[] KindsOf(int accessible, int count)
    {
        var kinds = new SeatKind[count];
        for (var pair = 0; pair < accessible; pair++)
        {
            var (outer, step) = pair % 2 == 0 ? (pair, 1) : (count - pair, -1);
            kinds[outer] = SeatKind.Accessible;
            kinds[outer + step] = SeatKind.Companion;
        }

        return kinds;
    }

    /// <summary>A to Z, then AA to AZ and so on; or 1, 2, 3.</summary>
    private static string RowLabel(RowNaming naming, int row)
    {
        if (naming == RowNaming.Numbers)
        {
            return (row + 1).ToString(CultureInfo.InvariantCulture);
        }

        var label = "";
        for (var rest = row; rest >= 0; rest = (rest / 26) - 1)
        {
            label = (char)('A' + (rest % 26)) + label;
        }

        return label;
    }

    private static int Hundredths(double seats) => (int)Math.Round(seats * SeatPlan.Seat, MidpointRounding.AwayFromZero);

    /// <summary>A place in seats, wherever its section's own middle is.</summary>
    private readonly record struct Spot(double X, double Y)
    {
        public PlanPoint Moved(double x, double y) => new(Hundredths(X + x), Hundredths(Y + y));
    }

    private sealed record DrawnSeat(string Label, Spot Spot, SeatKind Kind);

    private sealed record DrawnRow(string Label, DrawnSeat[] Seats);

    private sealed record DrawnTable(string Label, Spot[] Corners);

    private sealed class Drawing(SectionShape section, DrawnRow[] rows, DrawnTable[] tables)
    {
        private const double HalfASeat = 0.5;

        public DrawnTable[] Tables => tables;

        public Spot[] Area { get; init; } = [];

        public double Width => Right - Left;

        public double Middle => (Left + Right) / 2;

        public double Top => Spots.Min(static spot => spot.Y) - Around;

        public double Height => Spots.Max(static spot => spot.Y) + Around - Top;

        private double Left => Spots.Min(static spot => spot.X) - Around;

        private double Right => Spots.Max(static spot => spot.X) + Around;

        private double Around => rows.Length > 0 ? HalfASeat : 0;

        private IEnumerable<Spot> Spots => rows.SelectMany(static row => row.Seats).Select(static seat => seat.Spot).Concat(Area);

        public PlannedSection Placed(double x, double y) => new()
        {
            SectionId = section.SectionId,
            Name = section.Name.Length > 0 ? section.Name : section.SectionId,
            Kind = section.Form == SectionForm.Standing ? SectionKind.General : SectionKind.Seated,
            Capacity = section.Form == SectionForm.Standing ? section.Capacity : 0,
            Area = [.. Area.Select(corner => corner.Moved(x, y))],
            Rows =
            [
                .. rows.Select(row => new PlannedRow
                {
                    Label = row.Label,
                    Seats = [.. row.Seats.Select(seat => seat.Spot.Moved(x, y) is var spot ? new PlannedSeat(seat.Label, spot.X, spot.Y, seat.Kind) : default)],
                }),
            ],
        };
    }
}
