using Ticketing.Bookings;
using Ticketing.Events;

namespace Ticketing.Simulation;

/// <summary>
/// I15: once quiet, whoever had booked an event before its time or place was changed, or before its staff wrote to those who have booked, and
/// gave an address, was sent a letter of that; and nobody else was sent a message, or told of a change that they had booked after.
/// </summary>
public sealed class NoticeCheck(World world, History history)
{
    private readonly Dictionary<ulong, EventMove> _moves = [];
    private readonly List<BookingState> _bookings = [];
    private readonly List<EventMessage> _messages = [];

    public void Read(EventState state)
    {
        if (state.Moved is { } move)
        {
            _moves[state.EventId.Key] = move;
        }
    }

    public void Read(MessageState state)
    {
        if (state.Message is { } message)
        {
            _messages.Add(message);
        }
    }

    public void Read(BookingState booking) => _bookings.Add(booking);

    public void Check()
    {
        foreach (var message in _messages)
        {
            Check(message);
        }

        foreach (var booking in _bookings.Where(static booking => booking is { Status: BookingStatus.Confirmed, Email: not null }))
        {
            history.Require(
                !_moves.TryGetValue(booking.BookingId.Hold.EventKey, out var last) || booking.NoticeVersion < last.Version || last.Concerns(booking.HeldAt, booking.ConfirmedAt),
                "I15",
                () => $"booking {booking.BookingId}, held {booking.HeldAt:O} and confirmed {booking.ConfirmedAt:O}, was told of a change of {last!.At:O}");

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

    private void Check(EventMessage message)
    {
        foreach (var booking in _bookings.Where(booking => booking.BookingId.Hold.EventKey == message.EventId.Key && !world.WasSplit))
        {
            var letters = world.Postman.Taken.Count(id => id.StartsWith($"message.{booking.BookingId}-", StringComparison.Ordinal) && id.EndsWith($".{message.Number}", StringComparison.Ordinal));
            history.Require(
                letters == 0 || booking.ConfirmedAt <= message.At,
                "I15",
                () => $"booking {booking.BookingId} of {booking.ConfirmedAt:O} got message {message.Number} of {message.At:O}");

            // One that lapsed and was confirmed by its home after all may have been passed over.
            history.Require(
                booking is not { Status: BookingStatus.Confirmed, Email: not null } || !(booking.ConfirmedAt <= message.At)
                    || booking.Audit.Exists(static step => step.Status == BookingStatus.Expired) || (letters > 0 && (booking.Messages & message.Mark) != 0),
                "I15",
                () => $"booking {booking.BookingId} of {booking.ConfirmedAt:O} did not get message {message.Number} of {message.At:O}");
        }
    }
}
