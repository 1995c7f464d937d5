using System.Collections.Immutable;

namespace Ticketing.Feeds;

/// <summary>Every type of event that followers are told, as they may name it. Whoever tells a new one adds it here.</summary>
public static class FeedTypes
{
    /// <summary>Not of the feed: sent to one receiver when an admin asks for it, whatever types it wants.</summary>
    public const string Test = "webhook.test";

    /// <summary>Stands behind the first part of a type for all that begin so.</summary>
    public const string Any = ".*";

    public static ImmutableArray<string> All { get; } =
    [
        "booking.pending", "booking.confirmed", "booking.changed", "booking.exchanged", "booking.cancelled", "booking.refunded", "booking.expired",
        "booking.completed", "booking.finalized", "booking.disputed",
        "event.changed", "event.moved", "event.cancelled", "event.sold_out",
        "hold.placed", "hold.expired", "hold.released",
        "ticket.transferred", "ticket.given_back",
        "waitlist.joined", "waitlist.offered", "waitlist.booked", "waitlist.expired", "waitlist.cancelled",
        Test,
    ];

    /// <summary>One of them, or the beginning of some.</summary>
    public static bool Know(string type) => type.EndsWith(Any, StringComparison.Ordinal)
        ? All.Any(known => known.AsSpan().StartsWith(type.AsSpan()[..^1], StringComparison.Ordinal))
        : All.Contains(type);
}
