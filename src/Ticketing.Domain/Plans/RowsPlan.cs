using System.Collections.Immutable;
using Ticketing.Events;

namespace Ticketing.Plans;

/// <summary>
/// The plan of an event of whose hall nobody drew one: rows behind one another and in the middle of their section, sections side by side for as long
/// as the hall stays about as wide as it is deep, and what has no seats behind them.
/// </summary>
public static class RowsPlan
{
    private const int RowDistance = 120;
    private const int SectionGap = 240;
    private const int Title = 200;
    private const int StageDepth = 340;
    private const int StageWidth = 1_400;
    private const int StageHeight = 50;

    /// <summary>Beside a row, for its name.</summary>
    private const int Margin = 240;

    private const int LeastSeats = 8;
    private const int AreaHeight = 400;
    private const int LeastAreaWidth = 2_000;

    /// <summary>Null: there are more seats than a picture shows.</summary>
    public static SeatPlan? Of(ImmutableArray<SectionPlan> sections)
    {
        if (sections.Where(static section => section.Kind == SectionKind.Seated).Sum(static section => (long)section.Capacity) > SeatPlan.MostSeats)
        {
            return null;
        }

        Box[] boxes = [.. sections.Where(static section => section.Kind == SectionKind.Seated).Select(static section => new Box(section, [.. section.WholeRows]))];
        var across = Across(boxes, hasAreas: boxes.Length < sections.Length);
        var y = Place(boxes, across);
        var areas = sections.Where(static section => section.Kind == SectionKind.General).ToDictionary(static section => section.SectionId, _ =>
        {
            var top = y;
            y += AreaHeight + SectionGap;
            return Rectangle(0, top, across, AreaHeight);
        });
        var placed = boxes.ToDictionary(static box => box.Section.SectionId);
        var stage = Math.Min(StageWidth, across);
        return new SeatPlan
        {
            Width = across,
            Height = y - SectionGap + RowDistance,
            Sections =
            [
                .. sections.Select(section => new PlannedSection
                {
                    SectionId = section.SectionId,
                    Name = section.Name,
                    Kind = section.Kind,
                    Rows = placed.TryGetValue(section.SectionId, out var box) ? box.Rows : [],
                    Capacity = section.Kind == SectionKind.General ? section.Places : 0,
                    Area = areas.GetValueOrDefault(section.SectionId, []),
                }),
            ],
            Features = [new PlanFeature { Kind = FeatureKind.Stage, Area = Rectangle((across - stage) / 2, 0, stage, StageHeight) }],
        };
    }

    internal static ImmutableArray<PlanPoint> Rectangle(int x, int y, int width, int height) =>
        [new(x, y), new(x + width, y), new(x + width, y + height), new(x, y + height)];

    private static int Across(Box[] boxes, bool hasAreas)
    {
        var area = boxes.Sum(static box => (double)(box.Width + SectionGap) * (box.Height + SectionGap));
        return Math.Max(Math.Max(hasAreas ? LeastAreaWidth : 0, boxes.Select(static box => box.Width).DefaultIfEmpty().Max()), (int)Math.Sqrt(area * 1.5));
    }

    /// <summary>Gives each its place, line by line, and says where the next would begin.</summary>
    private static int Place(Box[] boxes, int across)
    {
        var y = StageDepth;
        for (var first = 0; first < boxes.Length;)
        {
            var (end, width) = (first + 1, boxes[first].Width);
            while (end < boxes.Length && width + SectionGap + boxes[end].Width <= across)
            {
                width += SectionGap + boxes[end++].Width;
            }

            var x = (across - width) / 2;
            foreach (var box in boxes.AsSpan(first, end - first))
            {
                (box.X, box.Y) = (x, y);
                x += box.Width + SectionGap;
            }

            y += boxes[first..end].Max(static box => box.Height) + SectionGap;
            first = end;
        }

        return y;
    }

    private sealed class Box(SectionPlan section, RowPlan[] rows)
    {
        public SectionPlan Section => section;

        public int Width { get; } = (Math.Max(rows.Max(static row => row.Seats), LeastSeats) * SeatPlan.Seat) + (2 * Margin);

        public int Height { get; } = Title + (rows.Length * RowDistance);

        public int X { get; set; }

        public int Y { get; set; }

        public ImmutableArray<PlannedRow> Rows => [.. rows.Select((row, number) => new PlannedRow { Label = row.Label, Seats = SeatsOf(row, number) })];

        /// <summary>The first seat is on the left as seen by who looks at the stage, as the picture has it.</summary>
        private ImmutableArray<PlannedSeat> SeatsOf(RowPlan row, int number)
        {
            var left = X + ((Width - (row.Seats * SeatPlan.Seat) + SeatPlan.Seat) / 2);
            var y = Y + Title + (number * RowDistance) + (SeatPlan.Seat / 2);
            var seats = ImmutableArray.CreateBuilder<PlannedSeat>(row.Seats);
            foreach (var label in SeatLabels.AllOf(row))
            {
                seats.Add(new PlannedSeat(label, left + (seats.Count * SeatPlan.Seat), y));
            }

            return seats.MoveToImmutable();
        }
    }
}
