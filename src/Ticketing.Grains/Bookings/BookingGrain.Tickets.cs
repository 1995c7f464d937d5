using Ticketing.Directories;
using Ticketing.Doors;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>The booking's tickets: whether they are good, and which of their codes.</summary>
public sealed partial class BookingGrain
{
    public async Task<Standing> Attend(int place)
    {
        await Fetch();
        var standing = BookingTickets.Standing(_booking.Value, place);
        if (standing is { IsKnown: true, EndedAt: null })
        {
            // Written even when it is known: the write fails where another activation knows better.
            BookingTickets.Attend(_booking.Value, place, Now);
            await _booking.Changed();
        }

        return standing;
    }

    public async Task TakeBackAttendance(int place, int times)
    {
        await Fetch();
        if (BookingTickets.TakeBackAttendance(_booking.Value, place, times))
        {
            await _booking.Changed();
        }
    }

    public async Task<Refusal?> Reissue(ReissueTicket command)
    {
        await Fetch();
        var decision = BookingTickets.Reissue(_booking.Value, command, Now);
        if (decision.Next is { } next)
        {
            await Remind(next);
            _booking.Replace(next);
            await _booking.Changed();
        }

        if (decision.Refusal is null && _booking.Value.Revocations.Count > 0)
        {
            await Revoke(_booking.Value);
            await _booking.Changed();
        }

        return decision.Refusal;
    }

    public async Task<BookingAnswer> Transfer(TransferTicket command)
    {
        await Fetch();
        var decision = BookingTransfers.Transfer(_booking.Value, command, Now);
        foreach (var customer in decision.Next is null ? [] : BookingTransfers.ToList(_booking.Value, command))
        {
            // As in the index: a booking without a ticket of theirs is passed over.
            await GrainFactory.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory(customer)).Add(_booking.Value.BookingId.Value);
        }

        if (decision is { Next: null, Refusal: null })
        {
            // It is theirs, as far as this activation knows. One beside it that knows of a passing on since lets this write fail.
            await _booking.Changed();
        }

        return await Carry(decision);
    }

    /// <summary>Tells gates that work offline. After a lost write again: the list may have it twice.</summary>
    private async Task Revoke(BookingState booking)
    {
        if (booking.Revocations.Count > 0)
        {
            await GrainFactory.GetGrain<IRevocationListGrain>(GrainKeys.Event(booking.BookingId.Hold.EventKey)).Add([.. booking.Revocations]);
            booking.Revocations.Clear();
        }
    }
}
