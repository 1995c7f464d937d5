using Ticketing.Bookings;
using Ticketing.Events;

namespace Ticketing.Simulation;

/// <summary>I15: once quiet, whoever had booked an event before its time or place was changed, and gave an address, was sent a letter of that.</summary>
public sealed class NoticeCheck(World world, History history)
{
    private readonly Dictionary<ulong, EventMove> _moves = [];
    private readonly List<BookingState> _bookings = [];

    public void Read(EventState state)
    {
        if (state.Moved is { } move)
        {
            _moves[state.EventId.Key] = move;
        }
    }

    public void Read(BookingState booking) => _bookings.Add(booking);

    public void Check()
    {
        foreach (var booking in _bookings.Where(static booking => booking is { Status: BookingStatus.Confirmed, Email: not null }))
        {
            // One that lapsed and was confirmed by its home after all may have been passed over.
            if (!_moves.TryGetValue(booking.BookingId.Hold.EventKey, out var move) || world.WasSplit || booking.ConfirmedAt > move.At
                || booking.Audit.Exists(static step => step.Status == BookingStatus.Expired))
            {
                continue;
            }

            history.Require(
                booking.NoticeVersion >= move.Version && world.Postman.Taken.Contains($"changed.{booking.BookingId}.{booking.NoticeVersion}"),
                "I15",
                () => $"booking {booking.BookingId} of {booking.ConfirmedAt:O} was told of version {booking.NoticeVersion} of its event, and not of {move.Version} of {move.At:O}");
        }
    }
}
