using Orleans;
using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>Waitlists, turned into grain calls.</summary>
public sealed class WaitlistOffice(IGrainFactory grains, BookingOffice bookings)
{
    /// <summary>The last place at which a list of all events' entries can begin: an event's place among those with a waitlist, and a number in it.</summary>
    public const long LastPlace = (long)WaitlistEntryId.NumberLimit << 20;

    public Task<WaitlistAnswer> JoinAsync(JoinWaitlist command) => Line(command.EventId).Join(command);

    /// <summary>Null when there is none.</summary>
    public Task<WaitlistView?> FindAsync(WaitlistEntryId id) => Line(id.Event).Get(id);

    public Task<WaitlistAnswer> CancelAsync(CancelEntry command) => Line(command.Id.Event).Cancel(command);

    /// <summary>
    /// Opens a booking over the offered places; it keeps the offer's end. The booking comes first: an entry whose line did
    /// not hear of it finds it when the offer ends.
    /// </summary>
    public async Task<BookingAnswer> BookAsync(WaitlistView view, string? paymentMethod, string by)
    {
        if (view is not { Hold: { } hold, Entry: { Status: WaitlistStatus.Notified or WaitlistStatus.Booked or WaitlistStatus.Expired } entry })
        {
            return view.Entry.Status switch
            {
                WaitlistStatus.Pending => BookingAnswer.Refused(RefusalCode.NothingOffered, "It waits: its turn has not come."),
                WaitlistStatus.Cancelled => BookingAnswer.Refused(RefusalCode.WaitlistTransition, "It is cancelled: nothing is kept for it. Join the waitlist again."),
                _ => BookingAnswer.Refused(RefusalCode.WaitlistTransition, "It is over: nothing was offered to it."),
            };
        }

        if (entry.Status == WaitlistStatus.Expired)
        {
            return BookingAnswer.Refused(RefusalCode.HoldExpired, "The offer was not taken in time.");
        }

        var answer = await bookings.StartAsync(hold, entry.Customer, paymentMethod, by: by == entry.Customer ? null : by);
        if (answer.Refusal is null)
        {
            await Line(entry.Id.Event).Booked(entry.Id);
        }

        return answer.Refusal?.Code == RefusalCode.HoldNotFound ? BookingAnswer.Refused(RefusalCode.HoldExpired, "The offer was not taken in time.") : answer;
    }

    /// <summary>A customer's own, in the order in which they joined.</summary>
    public async Task<(IReadOnlyList<WaitlistView> Items, long? Next)> ListOfAsync(string customer, Func<WaitlistView, bool> isWanted, long start, int limit)
    {
        var page = await grains.GetGrain<IDirectoryGrain>(WaitlistDirectories.Of(customer)).List((int)start, limit);
        var found = await Task.WhenAll(page.Ids.Select(id => FindAsync(new WaitlistEntryId(id))));
        return ([.. found.OfType<WaitlistView>().Where(view => view.Entry.Customer == customer && isWanted(view))], page.Next);
    }

    /// <summary>An event's, in the order in which they joined.</summary>
    public async Task<(IReadOnlyList<WaitlistView> Items, long? Next)> ListOfAsync(EventId @event, Func<WaitlistView, bool> isWanted, long start, int limit)
    {
        List<WaitlistView> items = [];
        for (int? next = (int)start; next is { } from;)
        {
            var list = await Line(@event).List(from, limit);
            foreach (var view in list.Entries.Where(isWanted))
            {
                if (items.Count == limit)
                {
                    return (items, view.Entry.Id.Number);
                }

                items.Add(view);
            }

            next = list.Next;
        }

        return (items, null);
    }

    /// <summary>All events', one event after the other.</summary>
    public async Task<(IReadOnlyList<WaitlistView> Items, long? Next)> ListAsync(Func<WaitlistView, bool> isWanted, long start, int limit)
    {
        List<WaitlistView> items = [];
        var (place, number) = Math.DivRem(start, WaitlistEntryId.NumberLimit);
        while (items.Count < limit)
        {
            var page = await grains.GetGrain<IDirectoryGrain>(WaitlistDirectories.Events).List((int)place, 1);
            if (page.Ids is not [var @event])
            {
                return (items, null);
            }

            var (found, next) = await ListOfAsync(new EventId(@event), isWanted, number, limit - items.Count);
            items.AddRange(found);
            (place, number) = next is { } go ? (place, go) : (place + 1, 0);
        }

        return (items, (place * WaitlistEntryId.NumberLimit) + number);
    }

    private IWaitlistGrain Line(EventId @event) => grains.GetGrain<IWaitlistGrain>(GrainKeys.Event(@event.Key));
}
