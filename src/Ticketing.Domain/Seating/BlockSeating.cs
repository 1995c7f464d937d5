using System.Collections.Immutable;
using System.Numerics;
using Ticketing.Events;
using Ticketing.Inventory;

namespace Ticketing.Seating;

/// <summary>
/// The geometry of one block of seats: rows from the front, seats in a row from left to right. Seats of the block are
/// numbered from 0, row by row. Sets of seats are bitmaps of <see cref="WordCount"/> words, seat 0 the lowest bit of the
/// first; bits beyond the last seat don't count.
/// </summary>
public sealed class BlockSeating
{
    private const int WordBits = 64;

    // The first seat of each row, and after the last row the number of seats.
    private readonly int[] _starts;
    private readonly ImmutableArray<RowPlan> _rows;

    // A bit for each seat that begins a row, which has no neighbour to its left.
    private readonly ulong[] _rowStarts;

    public BlockSeating(ImmutableArray<RowPlan> rows, int rowsBefore)
    {
        _rows = rows;
        RowsBefore = rowsBefore;
        _starts = new int[rows.Length + 1];
        for (var row = 0; row < rows.Length; row++)
        {
            _starts[row + 1] = _starts[row] + rows[row].Seats;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(SeatCount, EventLimits.SeatsInBlock, nameof(rows));
        _rowStarts = new ulong[WordCount];
        for (var row = 0; row < rows.Length; row++)
        {
            _rowStarts[_starts[row] / WordBits] |= 1UL << (_starts[row] % WordBits);
        }
    }

    /// <summary>How many rows of the section lie before the block's first.</summary>
    public int RowsBefore { get; }

    public int RowCount => _rows.Length;

    public int SeatCount => _starts[^1];

    /// <summary>Words of a bitmap over the block's seats.</summary>
    public int WordCount => (SeatCount + WordBits - 1) / WordBits;

    public static BlockSeating Of(BlockTerms terms) => new(terms.Rows, terms.RowsBefore);

    /// <summary>The first seat of a row.</summary>
    public int StartOf(int row) => _starts[row];

    public int SeatsOf(int row) => _rows[row].Seats;

    public string LabelOf(int row) => _rows[row].Label;

    public int RowOf(int seat)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)seat, (uint)SeatCount, nameof(seat));
        var index = Array.BinarySearch(_starts, seat);
        return index >= 0 ? index : ~index - 1;
    }

    public string NameOf(string sectionId, int seat)
    {
        var row = RowOf(seat);
        return SeatNames.Of(sectionId, _rows[row].Label, seat - _starts[row] + 1);
    }

    /// <summary>How many groups of seats side by side the seats form, in whatever order they are given.</summary>
    public int CountGroups(ReadOnlySpan<int> seats)
    {
        Span<ulong> set = stackalloc ulong[EventLimits.SeatsInBlock / WordBits];
        foreach (var seat in seats)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)seat, (uint)SeatCount, nameof(seats));
            set[seat / WordBits] |= 1UL << (seat % WordBits);
        }

        // A group begins at every seat whose left neighbour is not in the set or sits in the row before.
        var groups = 0;
        ulong carry = 0;
        for (var word = 0; word < _rowStarts.Length; word++)
        {
            var leftNeighbours = (set[word] << 1) | carry;
            groups += BitOperations.PopCount(set[word] & (~leftNeighbours | _rowStarts[word]));
            carry = set[word] >> (WordBits - 1);
        }

        return groups;
    }

    /// <summary>How many of the block's seats are free.</summary>
    public int CountFree(ReadOnlySpan<ulong> free)
    {
        var count = 0;
        for (var word = 0; word < SeatCount / WordBits; word++)
        {
            count += BitOperations.PopCount(free[word]);
        }

        var rest = SeatCount % WordBits;
        return rest == 0 ? count : count + BitOperations.PopCount(free[SeatCount / WordBits] & ((1UL << rest) - 1));
    }

    /// <summary>The most free seats side by side in one row.</summary>
    public int LongestRun(ReadOnlySpan<ulong> free)
    {
        var longest = 0;
        foreach (var run in RunsOf(free))
        {
            longest = Math.Max(longest, run.Length);
        }

        return longest;
    }

    /// <summary>The runs of free seats side by side, row by row from the front, from left to right.</summary>
    internal FreeRuns RunsOf(ReadOnlySpan<ulong> free) => new(_starts, free);
}
