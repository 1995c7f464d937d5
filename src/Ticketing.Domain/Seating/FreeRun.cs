namespace Ticketing.Seating;

/// <summary>Free seats side by side, with no free seat beside them in their row.</summary>
/// <param name="Row">The row within the block.</param>
/// <param name="RowStart">The first seat of the row.</param>
/// <param name="RowSeats">Seats of the row.</param>
/// <param name="Start">The first seat of the run, as a number within the block.</param>
/// <param name="Length">Seats of the run.</param>
internal readonly record struct FreeRun(int Row, int RowStart, int RowSeats, int Start, int Length)
{
    public int End => Start + Length;
}
