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
    private readonly ReadOnlySpan<ulong> _free;
    private readonly BlockSeating _seating;
    private readonly List<FreeRun> _runs = [];
    private readonly RunLengths _lengths = new(EventLimits.SeatsInBlock);
    private readonly int _quantity;

    public SplitPlan(BlockSeating seating, ReadOnlySpan<ulong> free, int quantity)
    {
        _seating = seating;
        _free = free;
        _quantity = quantity;
        foreach (var run in _seating.RunsOf(_free))
        {
            _runs.Add(run);
            _lengths.Add(run.Length);
        }
    }

    /// <summary>Fills <paramref name="seats"/>, ascending, and says in how many groups they are. There must be enough free seats.</summary>
    public readonly int Fill(Span<int> seats)
    {
        var groups = _lengths.FewestGroups(_quantity);
        var avoidOrphan = _lengths.CanSeat(_quantity, groups, avoidOrphan: true);
        var filled = 0;
        for (var left = groups; left > 0; left--)
        {
            var rest = _quantity - filled;
            var (index, start, length) = left > 1 ? NextWhole(rest, left, avoidOrphan) : Last(rest, avoidOrphan);
            BestSeats.Fill(seats.Slice(filled, length), start);
            filled += length;
            _lengths.Remove(_runs[index].Length);
            _runs.RemoveAt(index);
        }

        seats.Sort();
        return groups;
    }

    // The best placed run after which the rest can still be seated in one group less.
    private readonly (int Index, int Start, int Length) NextWhole(int rest, int groups, bool avoidOrphan)
    {
        var best = -1;
        var bestScore = int.MaxValue;
        var answers = new Answers(stackalloc sbyte[EventLimits.SeatsInBlock + 1]);
        for (var i = 0; i < _runs.Count; i++)
        {
            var run = _runs[i];
            var score = SeatScore.Of(run, run.Start, run.Length);
            if (score < bestScore && answers.May(_lengths, run.Length, rest, groups, avoidOrphan))
            {
                (best, bestScore) = (i, score);
            }
        }

        return (best, _runs[best].Start, _runs[best].Length);
    }

    private readonly (int Index, int Start, int Length) Last(int rest, bool avoidOrphan)
    {
        var best = -1;
        var bestScore = int.MaxValue;
        for (var i = 0; i < _runs.Count; i++)
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

        return (best, BestSeats.PlaceIn(_runs[best], rest), rest);
    }

    // Whether a run may be taken depends on its length alone, so each length is asked once a round.
    private readonly ref struct Answers(Span<sbyte> known)
    {
        private readonly Span<sbyte> _known = known;

        public bool May(RunLengths lengths, int length, int rest, int groups, bool avoidOrphan)
        {
            if (_known[length] == 0)
            {
                lengths.Remove(length);
                _known[length] = lengths.CanSeat(rest - length, groups - 1, avoidOrphan) ? (sbyte)1 : (sbyte)-1;
                lengths.Add(length);
            }

            return _known[length] > 0;
        }
    }
}
