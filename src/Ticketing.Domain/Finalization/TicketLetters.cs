using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Tickets;

namespace Ticketing.Finalization;

/// <summary>Which letters a booking owes: its own, and one to each who was passed tickets since.</summary>
public static class TicketLetters
{
    public static ImmutableArray<OwedLetter> Owed(BookingView booking)
    {
        int[] own = booking.TicketsMailedAt is null ? [.. booking.Tickets.Where(place => booking.PassedOf(place)?.Holder is null)] : [];
        return
        [
            .. own.Length > 0 ? [new OwedLetter(booking.Customer, IsOwn: true, [.. own])] : ImmutableArray<OwedLetter>.Empty,
            .. (booking.OwedLetters.IsDefaultOrEmpty ? [] : booking.OwedLetters.Except(own))
                .GroupBy(booking.HolderOf, StringComparer.Ordinal)
                .Select(static tickets => new OwedLetter(tickets.Key, IsOwn: false, [.. tickets.Order()])),
        ];
    }

    /// <summary>One to each who has tickets: who booked, and who was passed some.</summary>
    public static ImmutableArray<OwedLetter> ToEach(BookingView booking) =>
    [
        .. booking.Tickets.GroupBy(booking.HolderOf, StringComparer.Ordinal)
            .Select(tickets => new OwedLetter(tickets.Key, IsOwn: tickets.Key == booking.Customer, [.. tickets])),
    ];

    /// <summary>Somebody may know where to.</summary>
    public static bool MayBeSent(BookingView booking) =>
        Owed(booking).Any(letter => AddressOf(booking, letter) is not null || (letter.Holder is { } holder && !TicketHolder.IsGuest(holder)));

    /// <summary>The address that was given with the booking is for who booked.</summary>
    public static string? AddressOf(BookingView booking, OwedLetter letter) => letter.Holder == booking.Customer ? booking.Email : null;

    /// <summary>Null: nothing of it was owed any more.</summary>
    public static BookingState? Sent(BookingState booking, SentLetter letter, DateTimeOffset now)
    {
        if (letter.NoticeVersion > 0)
        {
            var knows = booking.NoticeVersion < letter.NoticeVersion && booking.Version > 0 ? booking.Copy() : null;
            knows?.NoticeVersion = letter.NoticeVersion;
            return knows;
        }

        if (letter.Message != 0)
        {
            var has = (booking.Messages & letter.Message) == 0 && booking.Version > 0 ? booking.Copy() : null;
            has?.Messages |= letter.Message;
            return has;
        }

        if (letter.IsFarewell)
        {
            var told = booking.OwesFarewell ? booking.Copy() : null;
            told?.OwesFarewell = false;
            return told;
        }

        // One that was on its way with a ticket that was given back meanwhile is not the last.
        var isOwn = letter.IsOwn && booking is { Version: > 0, TicketsMailedAt: null } && letter.Places == (booking.PlacesHold ?? booking.BookingId.Hold)
            && !letter.Tickets.Any(ticket => BookingGiveBacks.IsGone(booking, ticket.Place));
        var sent = booking.OwedLetters.FindAll(place => letter.Tickets.Any(ticket => ticket.Place == place && ticket.Revision == BookingTickets.RevisionOf(booking, place).Revision));
        if (!isOwn && sent.Count == 0)
        {
            return null;
        }

        var next = booking.Copy();
        next.TicketsMailedAt = isOwn ? now : next.TicketsMailedAt;
        next.OwedLetters.RemoveAll(sent.Contains);
        return next;
    }
}
