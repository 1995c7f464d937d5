using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>Books what the line offers, and lists entries of many events.</summary>
public interface IWaitlistService
{
    /// <summary>The last place at which a list of all events' entries can begin: an event's place among those with a waitlist, and a number in it.</summary>
    const long LastPlace = (long)WaitlistEntryId.NumberLimit << 20;

    /// <summary>
    /// Opens a booking over the offered places; it keeps the offer's end. The booking comes first: an entry whose line did
    /// not hear of it finds it when the offer ends.
    /// </summary>
    Task<BookingAnswer> BookAsync(WaitlistView view, string? paymentMethod, string by, GivenAttendees? given = null, string? locale = null);

    /// <summary>It is known where the pages are that letters lead to.</summary>
    bool Invites { get; }

    /// <summary>Writes to somebody who wants to wait, so that they prove that the address is theirs. None: the letter is sent, or one more would be too many.</summary>
    /// <param name="view">The event.</param>
    /// <param name="email">Where to.</param>
    /// <param name="path">The page where they go on.</param>
    /// <param name="locale">What they read.</param>
    Task<RefusalCode> InviteAsync(EventView view, string email, string path, string? locale);

    /// <summary>A customer's own, in the order in which they joined.</summary>
    Task<(IReadOnlyList<WaitlistView> Items, long? Next)> ListOfAsync(string customer, Func<WaitlistView, bool> isWanted, long start, int limit);

    /// <summary>An event's, in the order in which they joined.</summary>
    Task<(IReadOnlyList<WaitlistView> Items, long? Next)> ListOfAsync(EventId @event, Func<WaitlistView, bool> isWanted, long start, int limit);

    /// <summary>All events', one event after the other.</summary>
    Task<(IReadOnlyList<WaitlistView> Items, long? Next)> ListAsync(Func<WaitlistView, bool> isWanted, long start, int limit);
}
