namespace Ticketing.Seating;

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
