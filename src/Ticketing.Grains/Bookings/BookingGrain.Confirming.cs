using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Bookings;

/// <content>The booking is confirmed: by its hold's home, by a payment, or by staff. Each booking counts once.</content>
public sealed partial class BookingGrain
{
    public async Task<BookingView> Open(HoldView confirmed)
    {
        Take(confirmed);
        return Counted(await Carry(BookingDecisions.Open(_booking.Value, confirmed))).Booking!;
    }

    public async Task OpenAt(HoldView confirmed, long indexPosition, bool isFollowed)
    {
        var decision = BookingDecisions.Open(_booking.Value, confirmed);
        if (decision.Next is { Version: 1 } opened)
        {
            opened.IndexSlot = indexPosition + 1;
            opened.IndexedVersion = opened.Version;
            await Begin(opened, List(opened), isFollowed);
            BookingInstruments.Confirmed.Add(1);
        }
        else
        {
            // It is in the index already; the row at that position stays void.
            Counted(await Carry(decision));
        }
    }

    public async Task<BookingAnswer> Confirm(ConfirmBooking command) => Counted(await Carry(BookingDecisions.Confirm(_booking.Value, command)));

    /// <summary>
    /// A booking that cost nothing has its facts in its home, which has told the index and the feed: it takes them from there once
    /// somebody asks for it, and writes them down with its first change.
    /// </summary>
    private async ValueTask Fetch()
    {
        if (_booking.Value.Version > 0 || !BookingId.TryFrom(Guid.ParseExact(this.GetPrimaryKeyString(), "N"), out var id) || id.Hold.IsCoordinated)
        {
            return;
        }

        if (await GrainFactory.GetGrain<ISectionGrain>(GrainKeys.Section(id.Hold.EventKey, id.Hold.Block)).Kept(id.Hold) is { } known)
        {
            Take(known);
        }
    }

    private void Take(HoldView known)
    {
        if (known is { Status: HoldStatus.Confirmed, IndexSlot: > 0 } && _booking.Value.Version == 0)
        {
            var opened = BookingDecisions.Open(known);
            opened.IndexSlot = known.IndexSlot;
            opened.IndexedVersion = opened.PublishedVersion = opened.Version;
            _booking.Replace(opened);
        }
    }

    /// <summary>One that is confirmed by this, however it came to be.</summary>
    private static BookingAnswer Counted(BookingAnswer confirmed)
    {
        if (confirmed is { Refusal: null, Repeated: false })
        {
            BookingInstruments.Confirmed.Add(1);
        }

        return confirmed;
    }
}
