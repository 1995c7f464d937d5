namespace Ticketing.Seating;

/// <summary>Free seats side by side, with no free seat beside them in their row.</summary>
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
