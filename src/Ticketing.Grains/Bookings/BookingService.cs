using Orleans;
using Ticketing.Attendees;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;
using Ticketing.Security;

namespace Ticketing.Bookings;

public sealed class BookingService(IGrainFactory grains, IHoldService holds, IEventCatalog events, Outages outages, BookingOptions options, TimeProvider time) : IBookingService
{
    private readonly BlockLanes<BookHold, HoldAnswer> _blocks = new(grains, static (block, command) => block.Book(command), static (block, commands) => block.BookAll(commands));

    public async Task<(BookingAnswer Answer, string? Token)> StartAsync(HoldRequest request, string? customer, string? paymentMethod, string? email = null, string? locale = null, GivenAttendees? given = null)
    {
        if (await WhyNotAsync(request, given) is { } missing)
        {
            return (new BookingAnswer(null, missing), null);
        }

        var placed = await holds.PlaceAsync(request with { Customer = customer, Ttl = options.Timeout });
        if (placed.Answer.Refusal is { } refusal)
        {
            return (new BookingAnswer(null, refusal), null);
        }

        // What is asked may have changed since.
        var attendees = await AttendeesAsync(placed.Answer.Hold!, given);
        return (attendees.Refusal is { } wrong ? new BookingAnswer(null, wrong) : await StartAsync(placed.Answer.Hold!, paymentMethod, (email, locale), by: null, attendees), placed.Token);
    }

    public async Task<BookingAnswer> StartAsync(
        HoldId hold, string? customer, string? paymentMethod, string? token = null, string? email = null, string? locale = null, string? by = null, GivenAttendees? given = null, HoldView? seen = null)
    {
        if ((seen ?? (await grains.HomeOf(hold).Get(hold)).Hold) is not { ExchangeFor: null } view || !((customer is not null && view.Customer == customer) || PaymentToken.IsOf(view.SecretHash, token)))
        {
            return BookingAnswer.Refused(RefusalCode.HoldNotFound);
        }

        var attendees = await AttendeesAsync(view, given);
        if (attendees.Refusal is { } missing)
        {
            return new BookingAnswer(null, missing);
        }

        var isRepeat = view.AmountMinor == 0 || view.Status != HoldStatus.Active || await Grain(BookingId.Of(hold)).Get() is not null;
        var extended = isRepeat ? view : (await grains.HomeOf(hold).Extend(hold, time.GetUtcNow() + options.Timeout)).Hold;
        return await StartAsync(extended ?? view, paymentMethod, (email, locale), by, attendees);
    }

    public async Task<BookedHold> BookAsync(HoldRequest request, PaymentVoucher? voucher, string? email, string? locale, string? customer, GivenAttendees? given = null)
    {
        if (await WhyNotAsync(request, given) is { } missing)
        {
            return new BookedHold(new HoldAnswer(null, missing), null);
        }

        var placed = await holds.PlaceAsync(request);
        return placed.Answer.Hold is { HoldId: var hold }
            ? (await BookAsync(BookHold.Of(hold, placed.Token, voucher, email, locale), customer, given)) with { Token = placed.Token }
            : new BookedHold(placed.Answer, null);
    }

    public async Task<BookedHold> BookAsync(BookHold command, string? customer, GivenAttendees? given = null)
    {
        var (opened, missing) = await OpenAsync(command, given);
        if (missing is not null)
        {
            return new BookedHold(new HoldAnswer(null, missing), null);
        }

        var answer = await ConfirmAsync(opened is null ? command : command with { Voucher = command.Voucher ?? OfItsBooking(opened) });
        if (answer is { Refusal: null, Hold.Customer: { } owner } && owner == customer)
        {
            await ListAsync(owner, BookingId.Of(command.HoldId));
        }

        return new BookedHold(answer, answer switch
        {
            { Refusal: null, Repeated: true } => await SeenAsync(BookingId.Of(command.HoldId)) switch
            {
                // It was opened before its places were sold, and has not heard of that.
                { Status: BookingStatus.Pending } => await Grain(BookingId.Of(command.HoldId)).Open(answer.Hold!),
                var seen => seen,
            },
            { Refusal: null } when opened is not null => await Grain(BookingId.Of(command.HoldId)).Open(answer.Hold!),
            _ => null,
        });
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
        await ReturnAsync(answer);
        return answer;
    }

    public async Task<BookingAnswer> GiveBackAsync(BookingView booking, GiveBackTickets command, bool isStaff)
    {
        var entry = isStaff ? null : await events.FindAsync(booking.BookingId.Hold.Event);
        if (booking is { Prices: null, PriceMinor: > 0, Quantity: > 1 })
        {
            command = command with { PlacePrices = (await grains.HomeOf(booking.Places).Get(booking.Places)).Hold?.PlacePrices ?? [] };
        }

        var answer = await Grain(booking.BookingId).GiveBack(entry is null ? command : BookingPolicy.Bind(command, booking, entry.View, time.GetUtcNow()));
        if (!command.IsDryRun)
        {
            await ReturnAsync(answer);
        }

        return answer;
    }

    public async Task<BookingAnswer> SetAttendeesAsync(BookingView booking, SetAttendees command)
    {
        var view = (await events.FindAsync(booking.BookingId.Hold.Event))?.View;
        return await Grain(booking.BookingId).SetAttendees(command with { Form = view?.Attendees, Until = view?.AttendeesUntil });
    }

    public async Task<BookingAnswer> RefundAsync(BookingView booking, RefundBooking command)
    {
        var answer = await Grain(booking.BookingId).Refund(command);
        await ReturnAsync(answer);
        return answer;
    }

    public async Task ForgetGuestAsync(BookingId booking)
    {
        if (await Grain(booking).Get() is not { } known)
        {
            return;
        }

        // The pseudonym is the booking's, so that trying again is the same as once.
        var name = known.Customer;
        var pseudonym = name is null ? null : $"{ReservedNames.ErasedPrefix}{booking}";
        foreach (var hold in new[] { booking.Hold, known.Places }.Distinct())
        {
            await grains.HomeOf(hold).Rename(new RenameHolder(hold, name, pseudonym));
        }

        await Grain(booking).Erase(new EraseBooking(name, pseudonym));
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

        var placed = await holds.PlaceAsync(Exchanging(booking, wish));
        if (placed.Answer.Hold is not { } hold)
        {
            return new PaymentAnswer(null, placed.Answer.Refusal);
        }

        var answer = terms.PriceMinor is { } agreed && agreed != hold.AmountMinor
            ? PaymentAnswer.Refused(RefusalCode.StaleVersion, "The places cost something else by now.")
            : await payment.Exchange(CommandOf(hold, terms, entry.View));
        if (answer.Attempt is null)
        {
            await grains.HomeOf(hold.HoldId).Release(ReleaseHold.ByOperator(hold.HoldId));
        }

        return answer;
    }

    public async Task<ExchangePreview> PreviewExchangeAsync(BookingView booking, HoldRequest wish, ExchangeTerms terms)
    {
        if (await events.FindAsync(booking.BookingId.Hold.Event) is not { } entry)
        {
            return new ExchangePreview { Refusal = new Refusal(RefusalCode.EventNotFound) };
        }

        if (BookingPolicy.WhyNotExchange(booking, wish, terms, entry.View, time.GetUtcNow()) is { } refusal)
        {
            return new ExchangePreview { Refusal = refusal };
        }

        var places = await holds.PriceAsync(Exchanging(booking, wish));
        if (places.Prices is not { } prices)
        {
            return new ExchangePreview { Refusal = places.Refusal };
        }

        var command = CommandOf(new HoldView { AmountMinor = prices.TotalMinor, Currency = booking.Currency }, terms, entry.View) with { IsDryRun = true };
        var answer = await grains.GetGrain<IPaymentGrain>(booking.BookingId.GrainKey()).Exchange(command);
        return answer.Attempt is not { } would ? new ExchangePreview { Refusal = answer.Refusal } : new ExchangePreview
        {
            Prices = prices,
            PaidMinor = would.AmountMinor,
            RefundMinor = ExchangeDecisions.RefundOf(booking, prices.TotalMinor, command.RefundPercent),
            Account = would.Account,
        };
    }

    public Refusal? WhyNotExchange(BookingView booking, EventView view) =>
        BookingPolicy.WhyNotExchange(booking, new HoldRequest { Event = view.EventId }, new ExchangeTerms(), view, time.GetUtcNow())
        ?? ExchangeDecisions.WhyNotExchange(new PaymentState(), booking)
        ?? SaleRules.WhyNotPlace(view, time.GetUtcNow(), isEarly: booking.Prices?.Code is not null);

    private static HoldRequest Exchanging(BookingView booking, HoldRequest wish) => wish with
    {
        Event = booking.BookingId.Hold.Event,
        Quantity = wish.Items.IsEmpty ? booking.TicketCount : 0,
        Customer = booking.Customer,
        ExchangeFor = booking.BookingId,
        GivesBack = booking.PricesNow,
        Code = booking.Prices?.Code,
    };

    private static ExchangeBooking CommandOf(HoldView hold, ExchangeTerms terms, EventView view) => new()
    {
        Hold = hold,
        Token = terms.Token,
        RefundPercent = terms.Staff is null ? BookingPolicy.RefundPercent(view) : 100,
        Staff = terms.Staff,
        Why = terms.Why,
        PaymentReference = terms.PaymentReference,
    };

    /// <summary>The exchange that an earlier request with the same key has begun.</summary>
    private static async Task<PaymentAnswer?> FindExchangeAsync(IPaymentGrain payment, HoldId hold) =>
        await payment.Get() is { } view && view.Attempts.Any(attempt => attempt.Exchange == hold)
            ? await payment.Exchange(new ExchangeBooking { Hold = new HoldView { HoldId = hold } })
            : null;

    private Task<HoldAnswer> ConfirmAsync(BookHold command) => command.HoldId.IsCoordinated
        ? outages.RepeatAsync((Home: grains.HomeOf(command.HoldId), command), static all => all.Home.Book(all.command))
        : outages.RepeatAsync((_blocks, command), static all => all._blocks.AskAsync(all.command.HoldId.EventKey, all.command.HoldId.Block, all.command));

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

    private async Task<BookingAnswer> StartAsync(HoldView hold, string? paymentMethod, (string? Email, string? Locale) reader, string? by, OrderAttendees attendees)
    {
        if (hold.AmountMinor > 0 || attendees.Given is not null)
        {
            // What is said of persons is in no claim: their booking has it before its places are sold, also where they cost nothing.
            var started = await Grain(BookingId.Of(hold.HoldId)).Start(
                new StartBooking { Hold = hold, Customer = hold.Customer, PaymentMethod = paymentMethod, Email = reader.Email, Locale = reader.Locale, By = by, Attendees = attendees.Given });
            if (hold.AmountMinor > 0 || started.Refusal is not null)
            {
                return started;
            }
        }

        var voucher = by is not null ? new PaymentVoucher { By = by } : attendees.HasBooking ? OfItsBooking(hold) : null;
        var booked = await ConfirmAsync(new BookHold(hold.HoldId, TokenHash: 0) { Authorized = true, Email = reader.Email, Locale = reader.Locale, Voucher = voucher });
        if (booked is { Refusal: null, Repeated: false, Hold: { } confirmed } && BookingPolicy.RestsWithHome(confirmed))
        {
            await (confirmed.Customer is { } owner ? ListAsync(owner, BookingId.Of(confirmed.HoldId)) : Task.CompletedTask);
            return new BookingAnswer(BookingViews.View(BookingDecisions.Open(confirmed)));
        }

        return booked.Refusal is { } refusal
            ? new BookingAnswer(null, refusal)
            : new BookingAnswer(await Grain(BookingId.Of(hold.HoldId)).Open(booked.Hold!), Repeated: booked.Repeated);
    }

    /// <summary>Null: nothing is asked that is not given, as far as that can be said before places are held.</summary>
    private async Task<Refusal?> WhyNotAsync(HoldRequest request, GivenAttendees? given) =>
        await events.FindAsync(request.Event) is { } entry && !request.Hides(entry.View)
        && AttendeeRules.Check(entry.View.Attendees, given?.Attendees, request.Places, given?.IsStaff == true).Errors is { Count: > 0 } errors
        && !await IsThereAsync(request)
            ? Refusal.Invalid(errors)
            : null;

    /// <summary>The request was here before: what became of it is judged by what was asked then.</summary>
    private async Task<bool> IsThereAsync(HoldRequest request) =>
        request.Secrets is { Nonce: var nonce } && HoldId.Coordinated(request.Event.Key, nonce) is var hold && (await grains.HomeOf(hold).Get(hold)).Hold is not null;

    /// <summary>What is given for a hold that is about to become a booking, and may not be one yet.</summary>
    private async Task<OrderAttendees> AttendeesAsync(HoldView hold, GivenAttendees? given)
    {
        var view = (await events.FindAsync(hold.HoldId.Event))?.View;
        var form = view?.Attendees;
        if (hold.Status != HoldStatus.Active || (given?.Attendees is null && !MayBeOpened(view)))
        {
            return default;
        }

        if (await Grain(BookingId.Of(hold.HoldId)).Get() is { } known)
        {
            // Given again, they take the place of those that a try before this one gave.
            var again = given?.Attendees is { } others && known.Status == BookingStatus.Pending
                ? await SetAttendeesAsync(known, new SetAttendees { Attendees = others, By = hold.Customer ?? ReservedNames.Guest, IsStaff = given.IsStaff })
                : null;
            return new OrderAttendees(null, HasBooking: true, again?.Refusal);
        }

        var (kept, errors) = AttendeeRules.Check(form, given?.Attendees, hold.Quantity, given?.IsStaff == true);
        return new OrderAttendees(kept, kept is not null, errors.Count > 0 ? Refusal.Invalid(errors) : null);
    }

    /// <summary>Opens the booking of a hold that is to be booked, where something is said of who comes. Null: there is nothing to keep, or the hold's home has to say no.</summary>
    private async Task<(HoldView? Opened, Refusal? Missing)> OpenAsync(BookHold command, GivenAttendees? given)
    {
        if (given?.Attendees is null && !MayBeOpened((await events.FindAsync(command.HoldId.Event))?.View))
        {
            return default;
        }

        var known = (await grains.HomeOf(command.HoldId).Get(command.HoldId)).Hold;
        if (known is not { Status: HoldStatus.Active, ExchangeFor: null }
            || !(command.Authorized || (known.AmountMinor == 0 && command.TokenHash != 0 && known.SecretHash == command.TokenHash)))
        {
            return default;
        }

        var attendees = await AttendeesAsync(known, given);
        var missing = attendees.Refusal;
        if (attendees.Given is not null)
        {
            missing = (await Grain(BookingId.Of(command.HoldId)).Start(
                new StartBooking { Hold = known, Customer = known.Customer, Email = command.Email, Locale = command.Locale, By = command.Voucher?.By, Attendees = attendees.Given })).Refusal;
        }

        return (missing is null && attendees.HasBooking ? known : null, missing);
    }

    /// <summary>What costs nothing may have a booking before its places are sold: where the event asks who comes, or asked when a try before this one began.</summary>
    private static bool MayBeOpened(EventView? view) => view is { Attendees: not null } or { HasAsked: true };

    /// <summary>Its booking is there already and is told, whatever it costs: a word of its own customer does not rest with the home.</summary>
    private static PaymentVoucher OfItsBooking(HoldView hold) => new() { By = hold.Customer ?? ReservedNames.Guest };

    /// <summary>What is said of who comes with an order.</summary>
    /// <param name="Given">Null: nothing that is to be kept.</param>
    /// <param name="HasBooking">The booking is there before its hold is confirmed, or is to be.</param>
    /// <param name="Refusal">Why it can't be booked so.</param>
    private readonly record struct OrderAttendees(BookingAttendees? Given, bool HasBooking, Refusal? Refusal);

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
    private Task ReturnAsync(BookingAnswer answer) => answer switch
    {
        { Refusal: null, Booking: { Status: BookingStatus.Cancelled or BookingStatus.Refunded, ConfirmedAt: not null, Places: var places } } =>
            grains.HomeOf(places).Return(BookingId.Of(places)),
        { Refusal: null, Booking: { Status: BookingStatus.Confirmed, Places: var places } booking } when booking.TicketCount < booking.Quantity =>
            grains.HomeOf(places).ReturnTickets(new ReturnTickets(places, booking.BookingId, [.. booking.GivenBackNumbers], booking.Quantity)),
        _ => Task.CompletedTask,
    };

    private async Task<DateTimeOffset?> EndOfAsync(BookingId id) => (await events.FindAsync(id.Hold.Event))?.View.EndsAt;

    private IBookingGrain Grain(BookingId id) => grains.GetGrain<IBookingGrain>(id.GrainKey());
}
