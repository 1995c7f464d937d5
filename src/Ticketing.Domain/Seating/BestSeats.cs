using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ticketing.Events;

namespace Ticketing.Seating;

/// <summary>
/// Chooses the best of a block's free seats: nearest the front and the centre (<see cref="SeatScore"/>; of equals the
/// one nearer the front, then the one further left), and so that no free seat is orphaned, which is to have lost its
/// last free neighbour, where that can be avoided. Seats on both sides of an aisle are not side by side. Accessible seats and those of companions
/// are left to those who ask for them by name, unless too few others are free. The same question always has the same answer.
/// </summary>
public static class BestSeats
{
    /// <summary>The best seats side by side in one row; null when no row has so many.</summary>
    public static SeatChoice? Together(BlockSeating seating, ReadOnlySpan<ulong> free, int quantity) => SideBySide(seating, seating.Offered(free, quantity), quantity);

    private static SeatChoice? SideBySide(BlockSeating seating, ReadOnlySpan<ulong> free, int quantity)
    {
        if (FirstOfBest(seating, free, quantity) is not { } start)
        {
            return null;
        }

        var seats = new int[quantity];
        Fill(seats, start);
        return new SeatChoice(ImmutableCollectionsMarshal.AsImmutableArray(seats), 1);
    }

    /// <summary>
    /// The best seats in the fewest groups: one, where a row has so many on one side of an aisle; else both sides of one aisle, where a row has so
    /// many there. Null when fewer seats are free.
    /// </summary>
    public static SeatChoice? Split(BlockSeating seating, ReadOnlySpan<ulong> free, int quantity)
    {
        free = seating.Offered(free, quantity);
        if ((SideBySide(seating, free, quantity) ?? AroundAisle(seating, free, quantity)) is { } inOneRow)
        {
            return inOneRow;
        }

        if (seating.CountFree(free) < quantity)
        {
            return null;
        }

        var seats = new int[quantity];
        var plan = new SplitPlan(
            seating.RunsOf(free),
            stackalloc FreeRun[EventLimits.SeatsInBlock],
            stackalloc short[RunLengths.Words]);
        var groups = plan.Fill(seats);
        return new SeatChoice(ImmutableCollectionsMarshal.AsImmutableArray(seats), groups);
    }

    /// <summary>The best seats of one row with one aisle between them: two groups, which is the fewest where there is not one.</summary>
    private static SeatChoice? AroundAisle(BlockSeating seating, ReadOnlySpan<ulong> free, int quantity)
    {
        if (!seating.HasAisles)
        {
            return null;
        }

        int? best = null;
        var bestScore = (Orphans: int.MaxValue, Score: int.MaxValue);
        foreach (var run in seating.RunsAcrossAisles(free))
        {
            for (var start = run.Start; start <= run.End - quantity; start++)
            {
                var score = (OrphansAt(seating, run, start, quantity), SeatScore.Of(run, start, quantity));
                if (score.CompareTo(bestScore) < 0 && seating.AislesWithin(start, quantity) == 1)
                {
                    (best, bestScore) = (start, score);
                }
            }
        }

        if (best is not { } first)
        {
            return null;
        }

        var seats = new int[quantity];
        Fill(seats, first);
        return new SeatChoice(ImmutableCollectionsMarshal.AsImmutableArray(seats), 2);
    }

    /// <summary>How many free seats beside the group are left alone on their side of an aisle.</summary>
    private static int OrphansAt(BlockSeating seating, in FreeRun run, int start, int quantity)
    {
        var left = start - Math.Max(run.Start, seating.PartAround(start).Start);
        var end = start + quantity;
        var right = Math.Min(run.End, seating.PartAround(end - 1).End) - end;
        return (left == 1 ? 1 : 0) + (right == 1 ? 1 : 0);
    }

    /// <summary>The first of the best seats side by side, for callers that need no list; null when no row has so many.</summary>
    public static int? FirstOfBest(BlockSeating seating, ReadOnlySpan<ulong> free, int quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        int? best = null;
        var bestScore = int.MaxValue;
        var bestOrphans = true;
        foreach (var run in seating.RunsOf(free))
        {
            // Rows only get worse from here on.
            if (!bestOrphans && SeatScore.OfRow(run) >= bestScore)
            {
                break;
            }

            if (run.Length < quantity)
            {
                continue;
            }

            var orphans = Orphans(run, quantity);
            var start = PlaceIn(run, quantity);
            var score = SeatScore.Of(run, start, quantity);
            if ((bestOrphans && !orphans) || (orphans == bestOrphans && score < bestScore))
            {
                (best, bestScore, bestOrphans) = (start, score, orphans);
            }
        }

        return best;
    }

    internal static void Fill(Span<int> seats, int start)
    {
        for (var i = 0; i < seats.Length; i++)
        {
            seats[i] = start + i;
        }
    }

    /// <summary>
    /// True when a group can't be placed in the run without an orphan: one seat is left over, wherever the group sits.
    /// Two or more can be left at one end.
    /// </summary>
    internal static bool Orphans(in FreeRun run, int quantity) => run.Length == quantity + 1;

    /// <summary>The best first seat for a group in the run, orphans avoided where they can be.</summary>
    internal static int PlaceIn(in FreeRun run, int quantity)
    {
        var last = run.End - quantity;
        var centred = run.RowStart + Math.Max(0, (run.RowSeats - quantity) / 2);
        var nearest = Math.Clamp(centred, run.Start, last);
        var avoid = !Orphans(run, quantity);

        // Only two places in a run leave an orphan, so of the three nearest to the centre one does not.
        var (best, bestScore) = (nearest, int.MaxValue);
        for (var start = Math.Max(run.Start, nearest - 2); start <= Math.Min(last, nearest + 2); start++)
        {
            if (avoid && (start - run.Start == 1 || last - start == 1))
            {
                continue;
            }

            var score = SeatScore.Of(run, start, quantity);
            if (score < bestScore)
            {
                (best, bestScore) = (start, score);
            }
        }

        return best;
    }
}

/// <summary>How good the place of a group of seats is: the lower the better.</summary>
internal static class SeatScore
{
    /// <summary>
    /// One row further back weighs as much as sitting two seats further from the row's centre: rows are about a metre
    /// apart, seats about half a metre wide, so the score measures way in the hall. Sideways is counted in half
    /// seats, since the centre of a group or a row lies on a seat or between two.
    /// </summary>
    public const int RowWeight = 4;

    /// <summary>
    /// <c>RowWeight · row + |2 · start + quantity − seats in row|</c>, where the last term is twice the distance of the
    /// group's centre from the row's.
    /// </summary>
    /// <param name="run">The run in whose row the group sits.</param>
    /// <param name="start">The group's first seat, as a number within the block.</param>
    /// <param name="quantity">Seats of the group.</param>
    public static int Of(in FreeRun run, int start, int quantity) =>
        OfRow(run) + Math.Abs((2 * (start - run.RowStart)) + quantity - run.RowSeats);

    /// <summary>The best score that any group in the run's row can have.</summary>
    public static int OfRow(in FreeRun run) => RowWeight * run.Row;
}

/// <summary>Seats that were chosen, ascending, and how many groups of seats side by side they form.</summary>
public readonly record struct SeatChoice(ImmutableArray<int> Seats, int Groups);
