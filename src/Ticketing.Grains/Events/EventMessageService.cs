using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Finalization;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Events;

public sealed class EventMessageService(IGrainFactory grains, IBookingListService bookings, TimeProvider time) : IEventMessageService
{
    private const int AtOnce = 200;

    /// <summary>Nobody waits for longer to hear that there are many.</summary>
    private static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(5);

    public async Task<EventMessageCount> CountAsync(EventMessage message)
    {
        EventMessageCount count = new(0, 0, 0, More: false);
        var began = time.GetTimestamp();
        for (long? next = 0; next is { } from;)
        {
            if (time.GetElapsedTime(began) > LongestCount)
            {
                return count with { More = true };
            }

            // An event may be over, and its bookings complete.
            (var items, next) = await bookings.ListAsync(new BookingFilter { Event = message.EventId }, newestFirst: false, from, AtOnce);
            foreach (var letters in await Task.WhenAll(items
                .Where(booking => booking.Status is BookingStatus.Confirmed or BookingStatus.Completed && message.IsFor(booking.Sections))
                .Select(CountAsync)))
            {
                count = count with { Bookings = count.Bookings + 1, Letters = count.Letters + letters, NoAddress = count.NoAddress + (letters == 0 ? 1 : 0) };
            }
        }

        return count;
    }

    public async Task<IReadOnlyList<EventMessageView>> ListAsync(EventId id)
    {
        var known = await grains.GetGrain<IEventMessagesGrain>(GrainKeys.Event(id.Key)).List();
        var views = await Task.WhenAll(Enumerable.Range(1, known.Length).Reverse().Select(number => ReadAsync(id, number)));
        return [.. views.OfType<EventMessageView>()];
    }

    public async Task<EventMessageView?> FindAsync(EventId id, Guid message) =>
        (await grains.GetGrain<IEventMessagesGrain>(GrainKeys.Event(id.Key)).List()).IndexOf(message) is >= 0 and var at ? await ReadAsync(id, at + 1) : null;

    private Task<EventMessageView?> ReadAsync(EventId id, int number) => grains.GetGrain<IEventMessageGrain>(GrainKeys.Message(id.Key, number)).Get();

    private async Task<int> CountAsync(BookingView booking)
    {
        var addresses = await Task.WhenAll(TicketLetters.ToEach(booking).Select(async letter => TicketLetters.AddressOf(booking, letter)
            ?? (letter.Holder is { } holder && !TicketHolder.IsGuest(holder) ? (await grains.GetGrain<ICustomerGrain>(holder).Get())?.Email : null)));
        return addresses.Count(static address => address is not null);
    }
}
