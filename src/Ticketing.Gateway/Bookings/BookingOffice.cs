using Orleans;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Bookings;

/// <summary>
/// The life of bookings, turned into grain calls. As long as a booking is pending its hold's home decides, so what
/// confirms or cancels it asks there first; the booking is told, and would be told without it.
/// </summary>
public sealed class BookingOffice(IGrainFactory grains, IHoldService holds, IEventCatalog events, Outages outages, GatewayOptions options, TimeProvider time)
{
    /// <summary>Bookings that are asked for one answer; what is not found among them is found by the next cursor.</summary>
    private const int MaxAsked = 2_000;

    /// <summary>Holds the places for as long as a payment may take, and opens a booking that waits for it; one that costs nothing is confirmed.</summary>
    public async Task<StartedBooking> StartAsync(HoldRequest request, string? customer, string? paymentMethod, string? email = null)
    {
        var placed = await holds.PlaceAsync(request with { Customer = customer, Ttl = options.BookingTimeout });
        var answer = placed.Answer.Refusal is { } refusal
            ? new BookingAnswer(null, refusal)
            : await StartAsync(placed.Answer.Hold!, paymentMethod, email, by: null);
        return new StartedBooking(answer.Booking, answer.Refusal, answer.Repeated, placed.Token);
    }

    /// <summary>
    /// Opens a booking over a hold of the customer's own, or one whose token is shown; it lasts for as long as a booking waits
    /// for its payment. One that costs nothing is confirmed.
    /// </summary>
    /// <param name="hold">The hold.</param>
    /// <param name="customer">Whose it is. Null: the token says that it is the caller's.</param>
    /// <param name="paymentMethod">How it is to be paid.</param>
    /// <param name="token">The hold's token, where the caller shows one.</param>
    /// <param name="email">Where a guest can be written to.</param>
    /// <param name="by">Staff who do it for the customer. Null: nobody does.</param>
    public async Task<BookingAnswer> StartAsync(
        HoldId hold, string? customer, string? paymentMethod, string? token = null, string? email = null, string? by = null)
    {
        var known = await grains.HomeOf(hold).Get(hold);
        if (known.Hold is not { ExchangeFor: null } view || !((customer is not null && view.Customer == customer) || PaymentToken.IsOf(view.SecretHash, token)))
        {
            return BookingAnswer.Refused(RefusalCode.HoldNotFound);
        }

        var isRepeat = view.AmountMinor == 0 || view.Status != HoldStatus.Active || await Grain(BookingId.Of(hold)).Get() is not null;
        var extended = isRepeat ? known : await grains.HomeOf(hold).Extend(hold, time.GetUtcNow() + options.BookingTimeout);
        return await StartAsync(extended.Hold ?? view, paymentMethod, email, by);
    }

    /// <summary>Confirms a hold. What was booked before is told as it is now: it may have been paid by a provider, or have other places.</summary>
    /// <param name="command">By the holder, who has the token, or by staff who saw the payment.</param>
    /// <param name="customer">Who asks. They find it among their own as soon as they are told of it; its home hands it over a moment later.</param>
    public async Task<(HoldAnswer Answer, BookingView? Booking)> BookAsync(BookHold command, string? customer)
    {
        var answer = await ConfirmAsync(command);
        if (answer is { Refusal: null, Hold.Customer: { } owner } && owner == customer)
        {
            await outages.RepeatAsync(
                (Own: grains.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(owner)), Booking: BookingId.Of(command.HoldId)), static async all =>
                {
                    await all.Own.Add(all.Booking.Value);
                    return true;
                });
        }

        return (answer, answer is { Refusal: null, Repeated: true } ? await SeenAsync(BookingId.Of(command.HoldId)) : null);
    }

    /// <summary>Null when there is none. What time has decided meanwhile is settled on the way.</summary>
    public async Task<BookingView?> FindAsync(BookingId id)
    {
        if (await SeenAsync(id) is not { } booking)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (booking.Status == BookingStatus.Pending && now >= booking.ExpiresAt)
        {
            return await AskHomeAsync(booking);
        }

        return booking.Status == BookingStatus.Confirmed && await EndOfAsync(id) is { } end && now >= end
            ? (await Grain(id).Complete(end)).Booking ?? booking
            : booking;
    }

    public Task<System.Collections.Immutable.ImmutableArray<BookingStep>> HistoryAsync(BookingId id) => Grain(id).History();

    /// <summary>Somebody saw the payment: the places are sold if their hold is still good.</summary>
    public async Task<BookingAnswer> ConfirmAsync(BookingView booking, string by, string? why, string? paymentReference)
    {
        if (booking.Status == BookingStatus.Confirmed)
        {
            return new BookingAnswer(booking, Repeated: true);
        }

        if (booking.Status != BookingStatus.Pending)
        {
            return Illegal(booking, "be confirmed");
        }

        if (booking.PaymentStatus == PaymentStatus.Processing)
        {
            // It would be paid twice.
            return BookingAnswer.Refused(RefusalCode.PaymentUnderWay);
        }

        var hold = booking.BookingId.Hold;
        var answer = await ConfirmAsync(new BookHold(hold, TokenHash: 0) { Authorized = true, Voucher = new PaymentVoucher { By = by, Why = why, Reference = paymentReference } });
        if (answer.Refusal is { } refusal)
        {
            if (refusal.Code is RefusalCode.HoldExpired or RefusalCode.HoldReleased or RefusalCode.HoldNotFound)
            {
                await AskHomeAsync(booking);
            }

            return new BookingAnswer(null, refusal);
        }

        return await Grain(booking.BookingId).Confirm(new ConfirmBooking { Hold = answer.Hold!, By = by, Why = why, PaymentReference = paymentReference });
    }

    /// <summary>By the customer as the event's policy says, or by staff, who are not bound by it.</summary>
    public async Task<BookingAnswer> CancelAsync(BookingView booking, CancelBooking command, bool isStaff)
    {
        if (command.ExpectedVersion is { } version && version != booking.Version)
        {
            return BookingAnswer.Refused(RefusalCode.StaleVersion);
        }

        if (booking.Status == BookingStatus.Pending)
        {
            var hold = booking.BookingId.Hold;
            var released = await grains.HomeOf(hold).Release(ReleaseHold.ByOperator(hold));
            if (released.Refusal?.Code == RefusalCode.AlreadyBooked || released.Hold is { Status: HoldStatus.Expired })
            {
                // Time or a payment came first.
                booking = await AskHomeAsync(booking);
                command = command with { ExpectedVersion = null };
            }
        }

        var entry = isStaff ? null : await events.FindAsync(booking.BookingId.Hold.Event);
        var answer = await Grain(booking.BookingId).Cancel(entry is null ? command : command with
        {
            UnlessAttended = true,
            UnlessPassedOn = true,
            NotAfter = entry.View.StartsAt - (entry.View.Policy.CancelBefore ?? TimeSpan.Zero),
            RefundPercent = entry.View.Policy.RefundPercent ?? 100,
        });
        await TakeBackAsync(answer);
        return answer;
    }

    public async Task<BookingAnswer> RefundAsync(BookingView booking, RefundBooking command)
    {
        var answer = await Grain(booking.BookingId).Refund(command);
        await TakeBackAsync(answer);
        return answer;
    }

    /// <summary>Where a guest can be written to is forgotten: by the home first, so that nothing which it says later brings it back.</summary>
    public async Task ForgetGuestAsync(BookingId booking)
    {
        await grains.HomeOf(booking.Hold).Rename(new RenameHolder(booking.Hold, Customer: null, Pseudonym: null));
        await Grain(booking).Erase(new EraseBooking(Customer: null, Pseudonym: null));
    }

    /// <summary>The customer's own, in the order in which they were made.</summary>
    public async Task<(IReadOnlyList<BookingView> Items, long? Next)> ListAsync(string customer, Func<BookingView, bool> isWanted, long start, int limit)
    {
        List<BookingView> items = [];
        var asked = 0;
        var directory = grains.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(customer));
        while (true)
        {
            var page = await directory.List((int)start, limit);
            var found = await Task.WhenAll(page.Ids.Select(id => FindAsync(new BookingId(id))));
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is { } booking && booking.Customer == customer && isWanted(booking))
                {
                    items.Add(booking);
                }

                if (items.Count == limit)
                {
                    return (items, i + 1 < found.Length || page.Next is not null ? start + i + 1 : null);
                }
            }

            if (page.Next is not { } next)
            {
                return (items, null);
            }

            start = next;
            asked += found.Length;
            if (asked >= MaxAsked)
            {
                return (items, start);
            }
        }
    }

    private Task<HoldAnswer> ConfirmAsync(BookHold command) =>
        outages.RepeatAsync((Home: grains.HomeOf(command.HoldId), command), static all => all.Home.Book(all.command));

    /// <summary>As it was last written. One that its home has not handed over yet is completed from there.</summary>
    private async Task<BookingView?> SeenAsync(BookingId id)
    {
        if (await Grain(id).Get() is { } known)
        {
            return known;
        }

        return (await grains.HomeOf(id.Hold).Get(id.Hold)).Hold is { Status: HoldStatus.Confirmed, ExchangeFor: null } confirmed
            ? await Grain(id).Open(confirmed)
            : null;
    }

    private async Task<BookingAnswer> StartAsync(HoldView hold, string? paymentMethod, string? email, string? by)
    {
        if (hold.AmountMinor > 0)
        {
            return await Grain(BookingId.Of(hold.HoldId)).Start(
                new StartBooking { Hold = hold, Customer = hold.Customer, PaymentMethod = paymentMethod, Email = email, By = by });
        }

        var voucher = by is null ? null : new PaymentVoucher { By = by };
        var booked = await ConfirmAsync(new BookHold(hold.HoldId, TokenHash: 0) { Authorized = true, Email = email, Voucher = voucher });
        return booked.Refusal is { } refusal
            ? new BookingAnswer(null, refusal)
            : new BookingAnswer(await Grain(BookingId.Of(hold.HoldId)).Open(booked.Hold!), Repeated: booked.Repeated);
    }

    /// <summary>What the home of its hold says a pending booking has become.</summary>
    private async Task<BookingView> AskHomeAsync(BookingView booking)
    {
        var hold = booking.BookingId.Hold;
        return (await grains.HomeOf(hold).Get(hold)).Hold switch
        {
            { Status: HoldStatus.Confirmed } confirmed => await Grain(booking.BookingId).Open(confirmed),
            { Status: HoldStatus.Active } => booking,
            _ => (await Grain(booking.BookingId).Lapse(hold)).Booking ?? booking,
        };
    }

    /// <summary>At once, so that the places can be had when the answer is read. The booking sees to it in any case.</summary>
    private Task TakeBackAsync(BookingAnswer answer) =>
        answer is { Refusal: null, Booking: { Status: BookingStatus.Cancelled or BookingStatus.Refunded } booking } && booking.ConfirmedAt is not null
            ? grains.HomeOf(booking.Places).TakeBack(BookingId.Of(booking.Places))
            : Task.CompletedTask;

    private async Task<DateTimeOffset?> EndOfAsync(BookingId id) => (await events.FindAsync(id.Hold.Event))?.View.EndsAt;

    private static BookingAnswer Illegal(BookingView booking, string what) =>
        BookingAnswer.Refused(RefusalCode.BookingTransition, $"A booking that is {Http.Json.Snake(booking.Status)} can't {what}.");

    private IBookingGrain Grain(BookingId id) => grains.GetGrain<IBookingGrain>(id.GrainKey());
}
