using System.Collections.Immutable;
using Ticketing.Attendees;
using Ticketing.Holds;

namespace Ticketing.Bookings;

/// <summary>
/// Some tickets of a booking are given back, and the others stay with all that they are. A ticket's money is by how much less the booking
/// costs without it, so what is paid back for one after the other adds up, and is all with the last.
/// </summary>
public static class BookingGiveBacks
{
    public static BookingDecision GiveBack(BookingState booking, GiveBackTickets command, DateTimeOffset now)
    {
        if (booking.Version == 0)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        ImmutableArray<int> places = [.. command.Places.Distinct().Order()];
        if (IsDone(booking, places))
        {
            return BookingDecision.Nothing;
        }

        if (WhyNot(booking, places, command, now) is { } refusal)
        {
            return new BookingDecision(null, refusal);
        }

        var decision = places.Length == CountOf(booking)
            ? BookingDecisions.Cancel(booking, new CancelBooking { By = command.By, Why = command.Why, RefundPercent = command.RefundPercent }, now)
            : Reduced(booking, places, command, now);
        if (decision.Next is { } next)
        {
            next.Audit[^1] = next.Audit[^1] with { GaveBack = new GivenBackStep(places) };
        }

        return decision;
    }

    /// <summary>The home has given back the places of so many of the tickets. Null: it is known.</summary>
    public static BookingState? Returned(BookingState booking, int tickets)
    {
        var owed = Math.Min(tickets, Gone(booking).Count());
        if (owed <= booking.TicketsReturned)
        {
            return null;
        }

        var next = booking.Copy();
        next.TicketsReturned = owed;
        return next;
    }

    /// <summary>Places of tickets that were given back, and their home has not said that they are free. What is over gives back all that it has.</summary>
    public static bool OwesPlaces(BookingState booking) =>
        booking.Status is BookingStatus.Confirmed or BookingStatus.Completed && Gone(booking).Count() > booking.TicketsReturned;

    /// <summary>The tickets that were given back, in order.</summary>
    public static IEnumerable<int> Gone(BookingState booking) => booking.GivenBack.Where(static ticket => ticket.Place > 0).Select(static ticket => ticket.Place);

    public static bool IsGone(BookingState booking, int place) => place > 0 && booking.GivenBack.Exists(ticket => ticket.Place == place);

    /// <summary>How many tickets it has.</summary>
    public static int CountOf(BookingState booking) => booking.Quantity - Gone(booking).Count();

    /// <summary>What the tickets that it has cost, with fees and taxes.</summary>
    public static long PriceLeft(BookingState booking) =>
        (booking.PlacesMinor ?? booking.AmountMinor) - booking.GivenBack.Where(static ticket => ticket.Place > 0).Sum(static ticket => ticket.PriceMinor);

    /// <summary>What they cost, and what that is made of. Null: the prices of the sections alone.</summary>
    public static PriceBreakdown? PricesLeft(BookingState booking) => Without(booking, [.. Gone(booking)]);

    /// <summary>
    /// How much of an amount is paid back. What was rounded down of tickets that were given back before on the same terms counts, so that
    /// the parts come to the share of the whole.
    /// </summary>
    internal static long ShareOf(BookingState booking, long minor, int percent)
    {
        var before = booking.GivenBack.Where(ticket => ticket.Percent == percent);
        var share = ((before.Sum(static ticket => ticket.RefundMinor + ticket.KeptMinor) + minor) * percent / 100) - before.Sum(static ticket => ticket.RefundMinor);
        return Math.Clamp(share, 0, minor);
    }

    /// <summary>The booking has other places from now on: its tickets are numbered from 1 again. What was paid back and kept stays known.</summary>
    internal static void NumberAnew(BookingState next, int quantity)
    {
        AttendeeDecisions.NumberAnew(next);
        next.Quantity = quantity;
        next.GivenBack = [.. next.GivenBack.Select(static ticket => ticket with { Place = 0 })];
        next.TicketsReturned = 0;
    }

    /// <summary>They were given back, by this command or one before it.</summary>
    private static bool IsDone(BookingState booking, ImmutableArray<int> places)
    {
        var last = booking.Status == BookingStatus.Cancelled ? booking.Audit.FindLast(static step => step.Status == BookingStatus.Cancelled)?.GaveBack?.Places ?? [] : [];
        return places.All(place => IsGone(booking, place) || last.Contains(place));
    }

    private static Refusal? WhyNot(BookingState booking, ImmutableArray<int> places, GiveBackTickets command, DateTimeOffset now) =>
        command.ExpectedVersion is { } version && version != booking.Version ? new Refusal(RefusalCode.StaleVersion)
        : booking.Status != BookingStatus.Confirmed ? BookingDecisions.Illegal(booking, "give tickets back").Refusal
        : places is not [>= 1, ..] || places[^1] > booking.Quantity ? new Refusal(RefusalCode.TicketNotFound, $"The booking has the tickets {string.Join(", ", Range(booking))}.")
        : places.Where(place => IsGone(booking, place)).ToArray() is { Length: > 0 } gone ? new Refusal(RefusalCode.TicketGivenBack, $"Given back before: {string.Join(", ", gone)}. Leave them out.")
        : booking.PaymentStatus == PaymentStatus.Processing && !command.IsDryRun ? new Refusal(RefusalCode.PaymentUnderWay)
        : places.Where(place => BookingTickets.HasCome(booking, place)).ToArray() is { Length: > 0 } used ? new Refusal(RefusalCode.AlreadyAttended, $"Somebody came to the door with {Named(used)}. Leave them out, or ask the organizer.")
        : command.UnlessPassedOn && places.Where(place => booking.Passed.Exists(known => known.Place == place && known.Holder is not null)).ToArray() is { Length: > 0 } passed
            ? new Refusal(RefusalCode.TicketsPassedOn, $"Passed on: {Named(passed)}. Have them passed back, or leave them out.")
        : command.NotAfter is { } last && now > last ? new Refusal(RefusalCode.CancelledTooLate, $"Tickets could be given back until {last:yyyy-MM-ddTHH:mm:ssZ}.")
        : null;

    private static IEnumerable<int> Range(BookingState booking) => Enumerable.Range(1, booking.Quantity).Where(place => !IsGone(booking, place));

    private static string Named(int[] places) => $"ticket {string.Join(", ", places)}";

    private static BookingDecision Reduced(BookingState booking, ImmutableArray<int> places, GiveBackTickets command, DateTimeOffset now)
    {
        var next = booking.Copy();
        foreach (var place in places)
        {
            var price = PriceOf(next, place, command.PlacePrices);
            var paid = Math.Min(price, BookingDecisions.Refundable(next, command.RefundPercent));
            var refund = ShareOf(next, paid, command.RefundPercent);
            next.GivenBack.Add(new GivenBackTicket { Place = place, PriceMinor = price, Percent = command.RefundPercent, RefundMinor = refund, KeptMinor = paid - refund, At = now });
            BookingDecisions.Owe(next, refund);
            BookingTickets.Revise(next, place, BookingTickets.RevisionOf(next, place).Revision + 1, now);
            BookingTransfers.TakeBack(next, place);
            AttendeeDecisions.Forget(next, place);
        }

        // Who was mailed the tickets is mailed those that are left, and their calendar learns of it.
        next.TicketsMailedAt = null;
        return BookingDecisions.Become(next, BookingStatus.Confirmed, now, command.By, command.Why);
    }

    /// <summary>By how much less the booking costs without a ticket, the others being what it has.</summary>
    private static long PriceOf(BookingState booking, int place, ImmutableArray<long> placePrices)
    {
        if (PricesLeft(booking) is { } prices)
        {
            return prices.TotalMinor - Without(booking, [.. Gone(booking), place])!.TotalMinor;
        }

        var total = booking.PlacesMinor ?? booking.AmountMinor;
        return placePrices.Length == booking.Quantity && placePrices.Sum() == total
            ? placePrices[place - 1]
            : (total * place / booking.Quantity) - (total * (place - 1) / booking.Quantity);
    }

    private static PriceBreakdown? Without(BookingState booking, ImmutableArray<int> gone) =>
        booking.Prices is not { } prices || gone.IsEmpty ? booking.Prices : PartialOrders.Without(prices, booking.Seats, gone, booking.Currency);
}
