using Ticketing.Finalization;

namespace Ticketing.Bookings;

/// <content>The booking hears that its tickets are made out, and mailed.</content>
public sealed partial class BookingGrain
{
    /// <summary>Whether the feed was told that they are made out. Null: it is not known here.</summary>
    private bool? _finalizedTold;

    public async Task<BookingAnswer> FinalizeTickets()
    {
        await Fetch();
        var decision = BookingFinalization.Finalize(_booking.Value, Now);
        if (decision.Refusal is not null)
        {
            return new BookingAnswer(null, decision.Refusal);
        }

        if (decision.Next is { } finalized)
        {
            _booking.Replace(finalized);
            _finalizedTold = false;
        }

        // Also when it knows of nothing to do: an activation beside the one that knows better fails here.
        await _booking.Changed();

        // Whoever makes out tickets asks until this answers, so an activation that does not know tells it again.
        var booking = _booking.Value;
        if (booking.FinalizedVersion > 0 && _finalizedTold != true)
        {
            _finalizedTold = false;
            await Publish(booking);
        }

        return new BookingAnswer(BookingViews.View(booking), Repeated: decision.Next is null);
    }

    public async Task LetterSent(SentLetter letter)
    {
        await Fetch();
        if (TicketLetters.Sent(_booking.Value, letter, Now) is { } next)
        {
            _booking.Replace(next);
        }

        // Also where nothing of it is owed: an activation beside the one that knows better fails here.
        await _booking.Changed();
    }

    public async Task TicketsMailed()
    {
        if (_booking.Value is { Version: > 0, TicketsMailedAt: null })
        {
            _booking.Value.TicketsMailedAt = Now;
            await _booking.Changed();
        }
    }
}
