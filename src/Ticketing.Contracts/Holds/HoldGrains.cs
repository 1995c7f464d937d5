using Orleans;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>
/// A hold over several units, or one that must be found again by an idempotency key. Keyed by
/// <see cref="Identifiers.HoldId.CoordinatorKey"/>.
/// </summary>
[Alias("ticketing.hold")]
public interface IHoldGrain : IHoldHome
{
    /// <summary>Claims all places or none. Again with the same request: the same answer.</summary>
    [Alias("place")]
    Task<HoldAnswer> Place(PlaceParts command);

    /// <summary>
    /// A unit has a pin that grew old: the hold tells its units the verdict once more. One-way, since the block that
    /// asks may be the one that the hold is waiting for.
    /// </summary>
    [Alias("tell-again"), Orleans.Concurrency.OneWay]
    Task TellAgain();
}

/// <summary>The home of a hold: the block of its unit, or a hold grain. Callers never see which it is.</summary>
[Alias("ticketing.hold-home")]
public interface IHoldHome : IGrainWithStringKey
{
    /// <summary>The hold, or <see cref="RefusalCode.HoldNotFound"/> when it never was or is no longer remembered.</summary>
    [Alias("get-hold")]
    Task<HoldAnswer> Get(HoldId hold);

    /// <summary>Frees the places. Again: the same answer. Refused once booked.</summary>
    [Alias("release-hold")]
    Task<HoldAnswer> Release(ReleaseHold command);

    /// <summary>Confirms the hold: from this answer on it is a booking. Again: the same answer.</summary>
    [Alias("book-hold")]
    Task<HoldAnswer> Book(BookHold command);

    /// <summary>Moves the end of a hold that is not over. An earlier end than it has changes nothing.</summary>
    [Alias("extend-hold")]
    Task<HoldAnswer> Extend(HoldId hold, DateTimeOffset until);

    /// <summary>Holds the same places once more for a hold that expired, if nobody else has them.</summary>
    [Alias("revive-hold")]
    Task<HoldAnswer> Revive(ReviveHold command);

    /// <summary>Gives back the places of a booking that was cancelled or refunded, and tells the booking so. Again: no effect.</summary>
    [Alias("return")]
    Task Return(BookingId booking);

    /// <summary>As <see cref="Return"/>. One-way, since the booking that asks is told.</summary>
    [Alias("return-soon"), Orleans.Concurrency.OneWay]
    Task ReturnSoon(BookingId booking);

    /// <summary>Gives back the places of some of a booking's tickets, and tells the booking so. Again, or less than was given back before: no effect.</summary>
    [Alias("return-tickets")]
    Task ReturnTickets(ReturnTickets command);

    /// <summary>As <see cref="ReturnTickets"/>. One-way, since the booking that asks is told.</summary>
    [Alias("return-tickets-soon"), Orleans.Concurrency.OneWay]
    Task ReturnTicketsSoon(ReturnTickets command);

    /// <summary>Takes a customer's name out of the hold. Again, or for another's hold: no effect.</summary>
    [Alias("rename")]
    Task Rename(RenameHolder command);

    /// <summary>Tells the pending booking of the hold what became of it. One-way, since the booking that asks is told.</summary>
    [Alias("report"), Orleans.Concurrency.OneWay]
    Task Report(HoldId hold);
}

/// <summary>Finds homes.</summary>
public static class HoldHomes
{
    public static IHoldHome HomeOf(this IGrainFactory grains, HoldId hold) => hold.IsCoordinated
        ? grains.GetGrain<IHoldGrain>(hold.CoordinatorKey())
        : grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block));
}
