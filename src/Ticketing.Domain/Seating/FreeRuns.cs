using System.Numerics;

namespace Ticketing.Seating;

/// <summary>Walks over the runs of free seats of a block, a word of the bitmap at a time.</summary>
/// <param name="starts">The first seat of each row, and the number of seats.</param>
/// <param name="parts">The first seat of each part of a row that is not parted further, and the number of seats.</param>
/// <param name="free">A bit for each seat that is free.</param>
internal ref struct FreeRuns(ReadOnlySpan<int> starts, ReadOnlySpan<int> parts, ReadOnlySpan<ulong> free)
{
    private readonly ReadOnlySpan<int> _starts = starts;
    private readonly ReadOnlySpan<int> _parts = parts;
    private readonly ReadOnlySpan<ulong> _free = free;
    private int _row;
    private int _part;
    private int _next;

    public FreeRun Current { get; private set; }

    public readonly FreeRuns GetEnumerator() => this;

    public bool MoveNext()
    {
        var seats = _starts[^1];
        var start = Next(_next, seats, flip: 0);
        if (start >= seats)
        {
            return false;
        }

        while (_starts[_row + 1] <= start)
        {
            _row++;
        }

        while (_parts[_part + 1] <= start)
        {
            _part++;
        }

        var (rowStart, rowEnd) = (_starts[_row], _starts[_row + 1]);
        _next = Next(start, _parts[_part + 1], flip: ulong.MaxValue);
        Current = new FreeRun((short)_row, (short)rowStart, (short)(rowEnd - rowStart), (short)start, (short)(_next - start));
        return true;
    }

    // The first seat from there on that is free, or with flip that is not, but no further than the limit.
    private readonly int Next(int from, int limit, ulong flip)
    {
        while (from < limit)
        {
            var bits = (_free[from >> 6] ^ flip) >> (from & 63);
            if (bits != 0)
            {
                return Math.Min(from + BitOperations.TrailingZeroCount(bits), limit);
            }

            from = (from | 63) + 1;
        }

        return limit;
    }
}

/// <summary>Free seats side by side, with no free seat beside them in their row on this side of an aisle.</summary>
/// <param name="Row">The row within the block.</param>
/// <param name="RowStart">The first seat of the row.</param>
/// <param name="RowSeats">Seats of the row.</param>
/// <param name="Start">The first seat of the run, as a number within the block.</param>
/// <param name="Length">Seats of the run.</param>
/// <remarks>Five short numbers, so that all runs of a block fit on the stack.</remarks>
internal readonly record struct FreeRun(short Row, short RowStart, short RowSeats, short Start, short Length)
{
    public int End => Start + Length;
}
