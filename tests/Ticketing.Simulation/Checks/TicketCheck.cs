using Ticketing.Bookings;

namespace Ticketing.Simulation;

/// <summary>I12: once quiet, the tickets of every confirmed booking are made out, and of no other; no letter went to somebody without.</summary>
public sealed class TicketCheck(World world, History history)
{
    public void Check(BookingState booking)
    {
        var isConfirmed = booking.Status is BookingStatus.Confirmed or BookingStatus.Completed;
        history.Require(
            !isConfirmed || (booking.FinalizedVersion > 0 && booking.FinalizedAt is not null),
            "I12",
            () => $"booking {booking.BookingId} is {booking.Status} since {booking.ConfirmedAt:O}, and its tickets were never made out; it is {world.Wall.UtcNow:O}");
        history.Require(
            booking.FinalizedVersion == 0 || booking.Audit[(int)booking.FinalizedVersion - 1].Status is BookingStatus.Confirmed or BookingStatus.Completed,
            "I12",
            () => $"tickets of booking {booking.BookingId} were made out at version {booking.FinalizedVersion}, when it was not confirmed");
        history.Require(
            booking.FinalizedVersion > 0 || !world.Postman.Taken.Contains(booking.BookingId.ToString()),
            "I12",
            () => $"booking {booking.BookingId} was mailed tickets that it does not have");
        history.Require(
            booking.TicketsMailedAt is null || world.Postman.Taken.Contains(booking.BookingId.ToString()),
            "I12",
            () => $"booking {booking.BookingId} says that it was mailed, and it was not");
    }
}
