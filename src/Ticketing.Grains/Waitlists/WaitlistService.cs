using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Tickets;

namespace Ticketing.Waitlists;

public sealed class WaitlistService(IGrainFactory grains, IBookingService bookings, IMailSender mail, ITicketDocuments documents, LetterLimit limit, TicketOptions options, IIdSource ids) : IWaitlistService
{
    /// <summary>Anybody can cause these: they keep no letter of an offer back.</summary>
    private const string Letters = "waitlist-join";

    public bool Invites => options.PagesUrl is not null;

    public async Task<BookingAnswer> BookAsync(WaitlistView view, string? paymentMethod, string by, GivenAttendees? given = null, string? locale = null)
    {
        if (WaitlistDecisions.WhyNotBook(view) is { } refusal)
        {
            return new BookingAnswer(null, refusal);
        }

        var entry = view.Entry;
        var answer = await bookings.StartAsync(view.Hold!.Value, entry.Customer, paymentMethod, locale: locale, by: by == entry.Customer ? null : by, given: given);
        if (answer.Refusal is null)
        {
            await Line(entry.Id.Event).Booked(entry.Id);
        }

        return answer.Refusal?.Code == RefusalCode.HoldNotFound ? BookingAnswer.Refused(RefusalCode.HoldExpired, "The offer was not taken in time.") : answer;
    }

    public async Task<RefusalCode> InviteAsync(EventView view, string email, string path, string? locale)
    {
        if (!limit.Take(Letters, email))
        {
            // Who asks in a stranger's name is not told.
            return RefusalCode.None;
        }

        var outcome = await mail.SendAsync(documents.Invitation($"waitlist-join.{ids.NextGuid():N}", view, options.PagesUrl + path, email, locale));
        if (outcome.Result is MailResult.Sent or MailResult.Kept)
        {
            return RefusalCode.None;
        }

        limit.Return(Letters, email);
        return outcome.Result == MailResult.Refused ? RefusalCode.MailRefused : RefusalCode.MailUnavailable;
    }

    public async Task<(IReadOnlyList<WaitlistView> Items, long? Next)> ListOfAsync(string customer, Func<WaitlistView, bool> isWanted, long start, int limit)
    {
        var page = await grains.GetGrain<IDirectoryGrain>(WaitlistDirectories.Of(customer)).List((int)start, limit);
        var found = await Task.WhenAll(page.Ids.Select(static id => new WaitlistEntryId(id)).Select(id => Line(id.Event).Get(id)));
        return ([.. found.OfType<WaitlistView>().Where(view => view.Entry.Customer == customer && isWanted(view))], page.Next);
    }

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
