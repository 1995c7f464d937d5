using Ticketing.Events;

namespace Ticketing.Seating;

/// <summary>
/// Chooses seats for a party that no single row can seat together: in the fewest groups, without an orphan where that
/// can be, and each group as near the front and centre as the rest allows.
/// </summary>
/// <remarks>
/// With the fewest groups, k, every run that is used holds more than what is left over in all of them together, since a
/// run that held no more could be left out. So all groups but the last take whole runs, which orphans nobody, and the
/// whole rest is left over in the last one's. There it orphans a seat only if it is exactly one seat. The plan therefore takes
/// k − 1 whole runs, the best placed first, as long as what remains can still be seated in the groups that remain and,
/// where possible, with no or more than one seat left over (<see cref="RunLengths.CanSeat"/>); then one last group.
/// </remarks>
internal ref struct SplitPlan
{
    // In order, so from the front; a run that was taken has no length any more.
    private readonly Span<FreeRun> _runs;
    private RunLengths _lengths;

    public SplitPlan(FreeRuns free, Span<FreeRun> runs, Span<short> lengths)
    {
        _lengths = new RunLengths(lengths);
        var count = 0;
        foreach (var run in free)
        {
            runs[count++] = run;
            _lengths.Add(run.Length);
        }

        _runs = runs[..count];
    }

    /// <summary>Fills <paramref name="seats"/>, ascending, and says in how many groups they are. There must be enough free seats.</summary>
    public readonly int Fill(Span<int> seats)
    {
        var groups = _lengths.FewestGroups(seats.Length);
        var avoidOrphan = _lengths.CanSeat(seats.Length, groups, avoidOrphan: true);
        var filled = 0;
        for (var left = groups; left > 1; left--)
        {
            var index = BestWhole(seats.Length - filled, left, avoidOrphan);
            var run = _runs[index];
            BestSeats.Fill(seats.Slice(filled, run.Length), run.Start);
            filled += run.Length;
            _lengths.Remove(run.Length);
            _runs[index] = run with { Length = 0 };
        }

        var rest = seats[filled..];
        BestSeats.Fill(rest, BestSeats.PlaceIn(_runs[BestForLast(rest.Length, avoidOrphan)], rest.Length));
        seats.Sort();
        return groups;
    }

    // The best placed run after which the rest can still be seated in one group less.
    private readonly int BestWhole(int rest, int groups, bool avoidOrphan)
    {
        // Whether a run may be taken depends on its length alone, so each length is asked once a round: 1 yes, -1 no.
        Span<sbyte> answers = stackalloc sbyte[EventLimits.SeatsInRow + 1];
        var (best, bestScore) = (-1, int.MaxValue);
        for (var i = 0; i < _runs.Length && SeatScore.OfRow(_runs[i]) < bestScore; i++)
        {
            var run = _runs[i];
            var score = SeatScore.Of(run, run.Start, run.Length);
            if (run.Length == 0 || score >= bestScore)
            {
                continue;
            }

            ref var answer = ref answers[run.Length];
            if (answer == 0)
            {
                answer = MayTake(run.Length, rest, groups, avoidOrphan) ? (sbyte)1 : (sbyte)-1;
            }

            if (answer > 0)
            {
                (best, bestScore) = (i, score);
            }
        }

        return best;
    }

    private readonly bool MayTake(int length, int rest, int groups, bool avoidOrphan)
    {
        _lengths.Remove(length);
        var may = _lengths.CanSeat(rest - length, groups - 1, avoidOrphan);
        _lengths.PutBack(length);
        return may;
    }

    private readonly int BestForLast(int rest, bool avoidOrphan)
    {
        var (best, bestScore) = (-1, int.MaxValue);
        for (var i = 0; i < _runs.Length && SeatScore.OfRow(_runs[i]) < bestScore; i++)
        {
            var run = _runs[i];
            if (run.Length < rest || (avoidOrphan && BestSeats.Orphans(run, rest)))
            {
                continue;
            }

            var score = SeatScore.Of(run, BestSeats.PlaceIn(run, rest), rest);
            if (score < bestScore)
            {
                (best, bestScore) = (i, score);
            }
        }

        return best;
    }
}
