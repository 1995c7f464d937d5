using Ticketing.Auditing;
using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Organizations;
using Ticketing.Tickets;
using Ticketing.Waitlists;

namespace Ticketing.Customers;

/// <content>Who knows a customer.</content>
public sealed partial class ErasureGrain
{
    private const int AtOnce = 64;

    /// <summary>How long the customer's lists of bookings, of tickets and of entries on waitlists were when they were gone through.</summary>
    private int _bookings;
    private int _tickets;
    private int _entries;

    /// <summary>
    /// Every owner of personal data. A new one is added here (and to the export): what it does from a position on, which
    /// may be repeated, giving the next position or null at the end; and what it does at last, false when it found that
    /// more has come. Names are stored.
    /// </summary>
    private Step[] Steps =>
    [
        new("profile", EraseProfile, Closed),
        new("waitlist", EraseEntries, CloseEntries),
        new("bookings", EraseBookings, CloseBookings),
        new("tickets", EraseTickets, CloseTickets),
        new("staff", EraseStaff, Closed),
        new("told", position => GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Rename(position, Customer, Pseudonym), Closed),
        new("audit", position => GrainFactory.GetGrain<IAuditLogGrain>(IAuditLogGrain.All).Forget(position, Customer), Closed),
    ];

    private static Func<Task<bool>> Closed => static () => Task.FromResult(true);

    private IDirectoryGrain Entries => GrainFactory.GetGrain<IDirectoryGrain>(WaitlistDirectories.Of(Customer));

    private IDirectoryGrain Bookings => GrainFactory.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(Customer));

    private IDirectoryGrain Tickets => GrainFactory.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory(Customer));

    private async Task<int?> EraseProfile(int position)
    {
        await GrainFactory.GetGrain<ICustomerGrain>(Customer).Erase();
        return null;
    }

    private async Task<int?> EraseStaff(int position)
    {
        await GrainFactory.GetGrain<IOrganizationsGrain>(IOrganizationsGrain.All).ForgetAddress(Customer);
        return null;
    }

    private async Task<int?> EraseEntries(int position)
    {
        var page = await Entries.List(position, AtOnce);
        foreach (var id in page.Ids.Select(static id => new WaitlistEntryId(id)))
        {
            await GrainFactory.GetGrain<IWaitlistGrain>(GrainKeys.Event(id.Event.Key)).Erase(new EraseEntry(id, Customer, Pseudonym));
        }

        _entries = position + page.Ids.Length;
        return page.Next;
    }

    private Task<bool> CloseEntries() => Entries.Clear(_entries);

    private async Task<int?> EraseBookings(int position)
    {
        var page = await Bookings.List(position, AtOnce);
        var erased = await Task.WhenAll(page.Ids.Select(id => EraseBooking(new BookingId(id))));
        _job.Value.Bookings += erased.Count(static isErased => isErased);
        _bookings = position + page.Ids.Length;
        return page.Next;
    }

    private Task<bool> CloseBookings() => Bookings.Clear(_bookings);

    /// <summary>Bookings of others of which the customer was passed a ticket.</summary>
    private async Task<int?> EraseTickets(int position)
    {
        var page = await Tickets.List(position, AtOnce);
        await Task.WhenAll(page.Ids.Select(id => GrainFactory.GetGrain<IBookingGrain>(new BookingId(id).GrainKey()).Erase(new EraseBooking(Customer, Pseudonym))));
        _tickets = position + page.Ids.Length;
        return page.Next;
    }

    private Task<bool> CloseTickets() => Tickets.Clear(_tickets);

    /// <summary>The home before the booking, so that nothing which it says later brings the customer back.</summary>
    private async Task<bool> EraseBooking(BookingId id)
    {
        var home = GrainFactory.HomeOf(id.Hold);
        var booking = GrainFactory.GetGrain<IBookingGrain>(id.GrainKey());

        // One that takes its facts from its home has them by this, so that it is known to have had the name.
        var known = await booking.Get();
        await home.Rename(new RenameHolder(id.Hold, Customer, Pseudonym));
        if (known is { PlacesHold: { } places })
        {
            await GrainFactory.HomeOf(places).Rename(new RenameHolder(places, Customer, Pseudonym));
        }

        if (known is null && (await home.Get(id.Hold)).Hold is { Status: HoldStatus.Confirmed } confirmed)
        {
            // It is listed before it is written; its home is about to hand it over.
            await booking.Open(confirmed);
        }

        return await booking.Erase(new EraseBooking(Customer, Pseudonym));
    }

    private readonly record struct Step(string Name, Func<int, Task<int?>> Go, Func<Task<bool>> Close);
}
