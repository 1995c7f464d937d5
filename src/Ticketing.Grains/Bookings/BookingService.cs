using Orleans;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Bookings;

public sealed class BookingService(IGrainFactory grains, IHoldService holds, IEventCatalog events, Outages outages, BookingOptions options, TimeProvider time) : IBookingService
{
    public async Task<(BookingAnswer Answer, string? Token)> StartAsync(HoldRequest request, string? customer, string? paymentMethod, string? email = null)
    {
        var placed = await holds.PlaceAsync(request with { Customer = customer, Ttl = options.Timeout });
        return placed.Answer.Refusal is { } refusal
            ? (new BookingAnswer(null, refusal), null)
            : (await StartAsync(placed.Answer.Hold!, paymentMethod, email, by: null), placed.Token);
    }

    public async Task<BookingAnswer> StartAsync(
        HoldId hold, string? customer, string? paymentMethod, string? token = null, string? email = null, string? by = null)
    {
        var known = await grains.HomeOf(hold).Get(hold);
        if (known.Hold is not { ExchangeFor: null } view || !((customer is not null && view.Customer == customer) || PaymentToken.IsOf(view.SecretHash, token)))
        {
            return BookingAnswer.Refused(RefusalCode.HoldNotFound);
        }

        var isRepeat = view.AmountMinor == 0 || view.Status != HoldStatus.Active || await Grain(BookingId.Of(hold)).Get() is not null;
        var extended = isRepeat ? known : await grains.HomeOf(hold).Extend(hold, time.GetUtcNow() + options.Timeout);
        return await StartAsync(extended.Hold ?? view, paymentMethod, email, by);
    }

    public async Task<BookedHold> BookAsync(HoldRequest request, PaymentVoucher? voucher, string? email, string? customer)
    {
        var placed = await holds.PlaceAsync(request);
        return placed.Answer.Hold is { HoldId: var hold }
            ? (await BookAsync(BookHold.Of(hold, placed.Token, voucher, email), customer)) with { Token = placed.Token }
            : new BookedHold(placed.Answer, null);
    }

    public async Task<BookedHold> BookAsync(BookHold command, string? customer)
    {
        var answer = await ConfirmAsync(command);
        if (answer is { Refusal: null, Hold.Customer: { } owner } && owner == customer)
        {
            await ListAsync(owner, BookingId.Of(command.HoldId));
        }

        return new BookedHold(answer, answer is { Refusal: null, Repeated: true } ? await SeenAsync(BookingId.Of(command.HoldId)) : null);
    }

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

    public async Task<BookingAnswer> ConfirmAsync(BookingView booking, string by, string? why, string? paymentReference)
    {
        if (booking.Status == BookingStatus.Confirmed)
        {
            return new BookingAnswer(booking, Repeated: true);
        }

        if (BookingPolicy.WhyNotConfirm(booking) is { } illegal)
        {
            return new BookingAnswer(null, illegal);
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
        var answer = await Grain(booking.BookingId).Cancel(entry is null ? command : BookingPolicy.Bind(command, booking, entry.View, time.GetUtcNow()));
        await TakeBackAsync(answer);
        return answer;
    }

    public async Task<BookingAnswer> RefundAsync(BookingView booking, RefundBooking command)
    {
        var answer = await Grain(booking.BookingId).Refund(command);
        await TakeBackAsync(answer);
        return answer;
    }

    public async Task ForgetGuestAsync(BookingId booking)
    {
        await grains.HomeOf(booking.Hold).Rename(new RenameHolder(booking.Hold, Customer: null, Pseudonym: null));
        await Grain(booking).Erase(new EraseBooking(Customer: null, Pseudonym: null));
    }

    public async Task<PaymentAnswer> ExchangeAsync(BookingView booking, HoldRequest wish, ExchangeTerms terms)
    {
        var payment = grains.GetGrain<IPaymentGrain>(booking.BookingId.GrainKey());
        if (wish.Secrets is { } secrets && await FindExchangeAsync(payment, HoldId.Coordinated(booking.BookingId.Hold.EventKey, secrets.Nonce)) is { } known)
        {
            return known;
        }

        if (await events.FindAsync(booking.BookingId.Hold.Event) is not { } entry)
        {
            return PaymentAnswer.Refused(RefusalCode.EventNotFound);
        }

        if (BookingPolicy.WhyNotExchange(booking, wish, terms, entry.View, time.GetUtcNow()) is { } refusal)
        {
            return new PaymentAnswer(null, refusal);
        }

        var placed = await holds.PlaceAsync(wish with
        {
            Event = booking.BookingId.Hold.Event,
            Quantity = booking.Quantity,
            Customer = booking.Customer,
            ExchangeFor = booking.BookingId,
            Code = booking.Prices?.Code,
        });
        if (placed.Answer.Hold is not { } hold)
        {
            return new PaymentAnswer(null, placed.Answer.Refusal);
        }

        var answer = await payment.Exchange(new ExchangeBooking
        {
            Hold = hold,
            Token = terms.Token,
            RefundPercent = terms.Staff is null ? BookingPolicy.RefundPercent(entry.View) : 100,
            Staff = terms.Staff,
            Why = terms.Why,
            PaymentReference = terms.PaymentReference,
        });
        if (answer.Attempt is null)
        {
            await grains.HomeOf(hold.HoldId).Release(ReleaseHold.ByOperator(hold.HoldId));
        }

        return answer;
    }

    /// <summary>The exchange that an earlier request with the same key has begun.</summary>
    private static async Task<PaymentAnswer?> FindExchangeAsync(IPaymentGrain payment, HoldId hold) =>
        await payment.Get() is { } view && view.Attempts.Any(attempt => attempt.Exchange == hold)
            ? await payment.Exchange(new ExchangeBooking { Hold = new HoldView { HoldId = hold } })
            : null;

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
        if (booked is { Refusal: null, Repeated: false, Hold: { } confirmed } && BookingPolicy.RestsWithHome(confirmed))
        {
            await (confirmed.Customer is { } owner ? ListAsync(owner, BookingId.Of(confirmed.HoldId)) : Task.CompletedTask);
            return new BookingAnswer(BookingViews.View(BookingDecisions.Open(confirmed)));
        }

        return booked.Refusal is { } refusal
            ? new BookingAnswer(null, refusal)
            : new BookingAnswer(await Grain(BookingId.Of(hold.HoldId)).Open(booked.Hold!), Repeated: booked.Repeated);
    }

    /// <summary>So that it is in their list when they are told of it.</summary>
    private Task ListAsync(string owner, BookingId booking) => outages.RepeatAsync(
        (Own: grains.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(owner)), booking), static async all =>
        {
            await all.Own.Add(all.booking.Value);
            return true;
        });

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

    private IBookingGrain Grain(BookingId id) => grains.GetGrain<IBookingGrain>(id.GrainKey());
}
