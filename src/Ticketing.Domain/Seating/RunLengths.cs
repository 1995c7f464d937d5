using Ticketing.Events;

namespace Ticketing.Seating;

/// <summary>How many runs of each length there are: all that the number of groups and of orphans depends on.</summary>
internal ref struct RunLengths(Span<short> counts)
{
    /// <summary>Room that the counts need: for each length of a row, and one more for the length above it.</summary>
    public const int Words = EventLimits.SeatsInRow + 2;

    private readonly Span<short> _counts = counts;
    private int _longest;

    public void Add(int length)
    {
        _counts[length]++;
        _longest = Math.Max(_longest, length);
    }

    /// <summary>Takes one run out. The longest length is kept as a bound.</summary>
    public readonly void Remove(int length) => _counts[length]--;

    /// <summary>Undoes <see cref="Remove"/>.</summary>
    public readonly void PutBack(int length) => _counts[length]++;

    /// <summary>The fewest runs that hold so many seats; there must be enough.</summary>
    public readonly int FewestGroups(int quantity)
    {
        var groups = 0;
        var rest = quantity;
        for (var length = _longest; rest > 0; length--)
        {
            var used = Math.Min(_counts[length], (rest + length - 1) / length);
            groups += used;
            rest -= used * length;
        }

        return groups;
    }

    /// <summary>
    /// Whether exactly <paramref name="groups"/> runs can seat the party; with <paramref name="avoidOrphan"/> in such a
    /// way that what is left over in them is not a single seat. The party must need all these groups.
    /// </summary>
    public readonly bool CanSeat(int quantity, int groups, bool avoidOrphan)
    {
        // The longest runs: any other choice leaves at most as much over.
        var seats = 0;
        var left = groups;
        var length = _longest;
        var taken = 0;
        while (true)
        {
            taken = Math.Min(_counts[length], left);
            seats += taken * length;
            left -= taken;
            if (left == 0 || length == 1)
            {
                break;
            }

            length--;
        }

        if (left > 0 || seats < quantity)
        {
            return false;
        }

        if (!avoidOrphan || seats - quantity != 1)
        {
            return true;
        }

        // One seat too many. Exchanging a run for one that is a seat shorter makes it fit exactly; nothing else does.
        var spareOfShortest = _counts[length] > taken;
        return (spareOfShortest && _counts[length + 1] > 0) || (length > 1 && _counts[length - 1] > 0);
    }
}
