using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>
/// A block of which nothing is left, since all is sold or withheld, tells its event, without waiting for it, at each look until the event says that it
/// heard: so long the reminder stays.
/// </summary>
public sealed partial class SectionGrain
{
    private const long Nothing = -1;

    /// <summary>How many places were ever sold or withheld when the event was last told, and when it last said that it heard.</summary>
    private long _soldOutTold = Nothing;
    private long _soldOutHeard = Nothing;

    private bool IsSoldOut => _section.Value.Terms is { OpenSeating: false } terms && _picture!.Sum.Gone >= terms.Capacity;

    private bool IsSoldOutUnheard => IsSoldOut && _soldOutHeard < EverGone;

    private long EverGone => _picture!.Sum.Confirmed + _picture.Sum.EverWithheld;

    public Task SoldOutHeard(long taken)
    {
        // Nobody waits for these calls, so they come in any order. How many were ever gone only grows: the most is the newest.
        _soldOutHeard = Math.Max(_soldOutHeard, taken);
        return Task.CompletedTask;
    }

    /// <summary>Whoever looks after the block because of the reminder tells again what was not heard.</summary>
    private void TellSoldOutAgain()
    {
        _soldOutTold = Nothing;
        TellSoldOut();
    }

    private void TellSoldOut()
    {
        if (IsSoldOutUnheard && _soldOutTold != EverGone)
        {
            _soldOutTold = EverGone;
            _ = GrainFactory.GetGrain<IEventGrain>(GrainKeys.Event(_eventKey)).BlockIsSoldOut(_block, _soldOutTold);
        }
    }
}
