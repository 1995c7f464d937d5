using System.Collections.Immutable;
using System.Numerics;
using Ticketing.Events;
using Ticketing.Inventory;

namespace Ticketing.Seating;

/// <summary>
/// The geometry of one block of seats: rows from the front, seats in a row from left to right, and the aisles that part them. Seats of the block are
/// numbered from 0, row by row. Sets of seats are bitmaps of <see cref="WordCount"/> words, seat 0 the lowest bit of the
/// first; bits beyond the last seat don't count.
/// </summary>
public sealed class BlockSeating
{
    private const int WordBits = 64;

    // The first seat of each row, and after the last row the number of seats.
    private readonly int[] _starts;
    private readonly ImmutableArray<RowPlan> _rows;

    // The first seat of each part of a row that no aisle parts, and the number of seats. The same as the rows' where there is no aisle.
    private readonly int[] _parts;

    // A bit for each seat that begins such a part, which has no neighbour to its left.
    private readonly ulong[] _partStarts;

    // A bit for each seat that is accessible or for a companion. Null: there are none.
    private readonly ulong[]? _reserved;

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
        _parts = PartsOf(rows, _starts);
        _partStarts = BitsOf(_parts.AsSpan()[..^1]);
        if (rows.Any(static row => row.Marks?.Reserved is not null))
        {
            _reserved = BitsOf([.. rows.SelectMany((row, at) => SeatPositions.Of(row.Marks?.Reserved).Select(seat => _starts[at] + seat))]);
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
        return SeatNames.Of(sectionId, _rows[row].Label, SeatLabels.Of(_rows[row], seat - _starts[row]));
    }

    /// <summary>Aisles part some of its rows.</summary>
    public bool HasAisles => _parts.Length > _starts.Length;

    /// <summary>
    /// The free seats that a party of this size may be given without asking for them by name. Seats that are accessible or for companions are
    /// kept for those who need them, as long as there are enough others.
    /// </summary>
    public ReadOnlySpan<ulong> Offered(ReadOnlySpan<ulong> free, int quantity)
    {
        if (_reserved is null)
        {
            return free;
        }

        var others = new ulong[WordCount];
        for (var word = 0; word < others.Length; word++)
        {
            others[word] = free[word] & ~_reserved[word];
        }

        return CountFree(others) >= quantity ? others : free;
    }

    /// <summary>How many aisles so many seats side by side in one row have between them.</summary>
    public int AislesWithin(int start, int quantity) => PartOf(start + quantity - 1) - PartOf(start);

    /// <summary>How many groups of seats side by side the seats form, in whatever order they are given.</summary>
    public int CountGroups(ReadOnlySpan<int> seats)
    {
        Span<ulong> set = stackalloc ulong[EventLimits.SeatsInBlock / WordBits];
        foreach (var seat in seats)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)seat, (uint)SeatCount, nameof(seats));
            set[seat / WordBits] |= 1UL << (seat % WordBits);
        }

        // A group begins at every seat whose left neighbour is not in the set, across an aisle or in the row before.
        var groups = 0;
        ulong carry = 0;
        for (var word = 0; word < _partStarts.Length; word++)
        {
            var leftNeighbours = (set[word] << 1) | carry;
            groups += BitOperations.PopCount(set[word] & (~leftNeighbours | _partStarts[word]));
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

    /// <summary>The most free seats side by side in one row, of those that a party may be given without asking for them by name.</summary>
    public int LongestRun(ReadOnlySpan<ulong> free)
    {
        var longest = 0;
        foreach (var run in RunsOf(Offered(free, 1)))
        {
            longest = Math.Max(longest, run.Length);
        }

        return longest;
    }

    /// <summary>The runs of free seats side by side, row by row from the front, from left to right.</summary>
    internal FreeRuns RunsOf(ReadOnlySpan<ulong> free) => new(_starts, _parts, free);

    /// <summary>The same, as if there were no aisles.</summary>
    internal FreeRuns RunsAcrossAisles(ReadOnlySpan<ulong> free) => new(_starts, _starts, free);

    /// <summary>The first seat of the part of a row that the seat is in, and the one after its last.</summary>
    internal (int Start, int End) PartAround(int seat)
    {
        var part = PartOf(seat);
        return (_parts[part], _parts[part + 1]);
    }

    private static int[] PartsOf(ImmutableArray<RowPlan> rows, int[] starts) => rows.All(static row => row.Marks?.Aisles is null)
        ? starts
        : [.. rows.SelectMany((row, at) => SeatPositions.Of(row.Marks?.Aisles).Prepend(0).Select(seat => starts[at] + seat)), starts[^1]];

    private int PartOf(int seat)
    {
        var index = Array.BinarySearch(_parts, seat);
        return index >= 0 ? index : ~index - 1;
    }

    private ulong[] BitsOf(ReadOnlySpan<int> seats)
    {
        var bits = new ulong[WordCount];
        foreach (var seat in seats)
        {
            bits[seat / WordBits] |= 1UL << (seat % WordBits);
        }

        return bits;
    }
}
