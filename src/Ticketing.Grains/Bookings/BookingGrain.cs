using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using Ticketing.Attendees;
using Ticketing.Diagnostics;
using Ticketing.Directories;
using Ticketing.Doors;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;
using Ticketing.Receipts;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>
/// A booking. What must follow from a change (its place in the index, its places' way back) follows by a reminder at the latest. Most are
/// asked for once, by whoever makes out tickets, so none stays in memory for long after.
/// </summary>
[GrainType("ticketing.booking"), CollectionAgeLimit(Minutes = 2)]
public sealed class BookingGrain : SparseGrain, IBookingGrain, IRemindable
{
    private const string ReminderName = "look";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    /// <summary>After the hold's end its home may still be about to confirm it.</summary>
    private static readonly TimeSpan Verdict = TimeSpan.FromSeconds(5);

    private readonly Durable<BookingState> _booking;
    private readonly TimeProvider _time;

    /// <summary>When the reminder comes next, or came at last. Null: it is not known here.</summary>
    private DateTimeOffset? _reminded;

    public BookingGrain([PersistentState("booking")] IPersistentState<BookingState> state, TimeProvider time)
    {
        _booking = new Durable<BookingState>(state, this);
        _time = time;
    }

    protected override bool IsEmpty => _booking.IsNothing;

    public async Task<BookingView?> Get()
    {
        await Fetch();
        return _booking.Value.Version == 0 ? null : BookingViews.View(_booking.Value);
    }

    public async Task<ImmutableArray<BookingStep>> History()
    {
        await Fetch();
        return BookingViews.Steps(_booking.Value);
    }

    public Task<BookingAnswer> Start(StartBooking command) => command.Hold.AmountMinor == 0
        ? Carry(BookingDecisions.Start, command) // Its home may have sold it meanwhile, and keep it.
        : Carry(BookingDecisions.Start(_booking.Value, command, Now));

    public Task<BookingAnswer> Lapse(HoldId hold) => Carry(BookingDecisions.Lapse(_booking.Value, Now));

    public Task<BookingAnswer> Cancel(CancelBooking command) => Carry(BookingDecisions.Cancel, command);

    public Task<BookingAnswer> Refund(RefundBooking command) => Carry(BookingDecisions.Refund, command);

    public Task<BookingAnswer> SetAttendees(SetAttendees command) => Carry(AttendeeDecisions.Set, command);

    public Task<BookingAnswer> Complete(DateTimeOffset endedAt) => Carry(BookingDecisions.Complete, endedAt);

    public async Task<bool> Erase(EraseBooking command)
    {
        await Fetch();
        if (BookingDecisions.Erase(_booking.Value, command).Next is not { } erased)
        {
            return false;
        }

        if (erased.Version > erased.PublishedVersion)
        {
            // Told later, a step would not be what it may have been told as before.
            await _booking.Changed();
            await Publish(_booking.Value);
            erased.PublishedVersion = erased.Version;
        }

        _booking.Replace(erased);
        await _booking.Changed();
        return true;
    }

    public async Task Returned()
    {
        if (_booking.Value.OwesPlaces)
        {
            _booking.Value.OwesPlaces = false;
            await _booking.Changed();
        }
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        status.Measure(Now);
        var booking = _booking.Value;
        if (booking.Version > Math.Min(booking.IndexedVersion, booking.PublishedVersion) || booking.Revocations.Count > 0)
        {
            // An activation beside the one that knows better fails here, and tells nothing old.
            await _booking.Changed();
            await Tell(booking);
            await _booking.Changed();
        }

        var isDue = booking.Status == BookingStatus.Pending && Now >= booking.ExpiresAt;
        if (isDue && booking.Version > 0)
        {
            await GrainFactory.HomeOf(booking.BookingId.Hold).Report(booking.BookingId.Hold);
        }
        else if (booking.OwesPlaces || booking.OwesMoney || BookingGiveBacks.OwesPlaces(booking) || booking.OwedHolds.Count > 0 || BookingReceipts.Unnumbered(booking) is not null)
        {
            await Settle(booking);
        }
        else if (booking.Version == 0 || booking.Status != BookingStatus.Pending)
        {
            // Whether it is gone is not known before the answer comes, nor if none does.
            _reminded = null;
            await this.EndReminder(ReminderName, _booking, forget: booking.Version == 0);
        }
        else
        {
            // Until its time is over nothing follows by itself. An activation beside the one that knows better fails here.
            await _booking.Changed();
            await Remind(booking.ExpiresAt!.Value - Now + Verdict);
        }
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A command to a booking that may be asked for the first time.</summary>
    private async Task<BookingAnswer> Carry<T>(Func<BookingState, T, DateTimeOffset, BookingDecision> decide, T command)
    {
        await Fetch();
        return await Carry(decide(_booking.Value, command, Now));
    }

    private async Task<BookingAnswer> Carry(BookingDecision decision)
    {
        if (decision.Next is not { } next)
        {
            if (decision.Refusal is null && _booking.Value.Revocations.Count > 0)
            {
                // Whoever hears that it is cancelled may rely on it that no gate learns less from now on.
                await Revoke(_booking.Value);
                await _booking.Changed();
            }

            if (decision.Refusal is null && _booking.Value.OwesMoney)
            {
                await Payment.PayBack(_booking.Value.RefundedMinor);
            }

            if (decision.Refusal is null)
            {
                await WantNumber();
            }

            var view = _booking.Value.Version == 0 ? null : BookingViews.View(_booking.Value);
            return new BookingAnswer(view, decision.Refusal, Repeated: decision.Refusal is null);
        }

        if (next is { Version: 1, Status: BookingStatus.Confirmed })
        {
            await Begin(next, Index(next), isFollowed: true);
        }
        else
        {
            await Remind(next);
            _booking.Replace(next);
            await _booking.Changed();
            await Tell(next);
            await _booking.Changed();
            await WantNumberSoon();
        }

        if (next.OwesMoney)
        {
            await Payment.PayBack(next.RefundedMinor);
        }

        return new BookingAnswer(BookingViews.View(next));
    }

    /// <summary>
    /// A booking that is confirmed at once. Its home asks again until this answers, so it needs no reminder, and its row
    /// comes before it, so it is written once.
    /// </summary>
    private async Task Begin(BookingState booking, Task listed, bool isFollowed)
    {
        if (booking.AmountMinor == 0 || !isFollowed)
        {
            // What costs nothing can't have waited for a payment, so the feed can be told of no other beginning.
            await Task.WhenAll(listed, isFollowed ? Append(booking) : Task.CompletedTask);
            booking.PublishedVersion = booking.Version;
            _booking.Replace(booking);
            await _booking.Changed();
            await WantNumber();
            return;
        }

        // Another activation may know that it waited for its payment: then this write fails, and nobody has heard of it. That
        // the feed was told is written with the next change.
        await listed;
        _booking.Replace(booking);
        await _booking.Changed();
        await Publish(booking);
        await WantNumber();
    }

    private async Task Publish(BookingState booking)
    {
        await Append(booking);
        booking.PublishedVersion = booking.Version;
    }

    /// <summary>Tells the index and the feed what the booking has become. The state that says so is still to be written.</summary>
    private async Task Tell(BookingState booking)
    {
        await Task.WhenAll(Index(booking), Append(booking));
        await Revoke(booking);
        booking.PublishedVersion = booking.Version;
    }

    /// <summary>Appends the steps to the feed that it does not have. After a lost write again: their ids are the same.</summary>
    private async Task Append(BookingState booking)
    {
        var owed = _finalizedTold == false;
        await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append(BookingFeed.Untold(booking, owed));
        _finalizedTold = owed ? true : _finalizedTold;
    }

    private IPaymentGrain Payment => GrainFactory.GetGrain<IPaymentGrain>(this.GetPrimaryKeyString());

    /// <summary>Asks again for what it owes. Whoever does it says so.</summary>
    private async Task Settle(BookingState booking)
    {
        if (booking.OwesPlaces)
        {
            await GrainFactory.HomeOf(booking.BookingId.Hold).ReturnSoon(booking.BookingId);
        }

        foreach (var hold in booking.OwedHolds)
        {
            await GrainFactory.HomeOf(hold).ReturnSoon(BookingId.Of(hold));
        }

        if (BookingGiveBacks.OwesPlaces(booking))
        {
            var places = booking.PlacesHold ?? booking.BookingId.Hold;
            await GrainFactory.HomeOf(places).ReturnTicketsSoon(new ReturnTickets(places, booking.BookingId, [.. BookingGiveBacks.Gone(booking)], booking.Quantity));
        }

        if (booking.OwesMoney)
        {
            await Payment.PayBack(booking.RefundedMinor);
        }

        await WantNumberSoon();
    }

    /// <summary>Tells the index what the booking has become, and once the customer's own list.</summary>
    private async Task Index(BookingState booking)
    {
        var row = new BookingRow
        {
            BookingId = booking.BookingId,
            Status = booking.Status,
            PaymentStatus = booking.PaymentStatus,
            CreatedAt = booking.CreatedAt,
            OwesFarewell = booking.OwesFarewell,
            Quantity = BookingGiveBacks.CountOf(booking),
            PlacesMinor = BookingGiveBacks.PricesLeft(booking)?.PlacesMinor ?? BookingGiveBacks.PriceLeft(booking),
            Version = booking.Version,
        };
        var position = GrainFactory.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All).Put(row, booking.IndexSlot - 1);
        if (booking.IndexSlot == 0)
        {
            await List(booking);
        }

        booking.IndexSlot = await position + 1;
        booking.IndexedVersion = booking.Version;
    }

    /// <summary>Adds the booking to its customer's own list.</summary>
    private Task List(BookingState booking) => booking.Customer is { } customer
        ? GrainFactory.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(customer)).Add(booking.BookingId.Value)
        : Task.CompletedTask;

    /// <summary>From the first change on, and within a minute of every one, until nothing is left to be done.</summary>
    private async Task Remind(BookingState next)
    {
        var due = next is { Status: BookingStatus.Pending, ExpiresAt: { } end } && end - Now + Verdict < ReminderPeriod ? end - Now + Verdict : ReminderPeriod;
        if (_reminded is null || _reminded > Now + due)
        {
            await Remind(due);
        }
    }

    private async Task Remind(TimeSpan due)
    {
        try
        {
            await this.RegisterOrUpdateReminder(ReminderName, due, ReminderPeriod).Traced("write", "reminder");
        }
        catch (Exception e)
        {
            throw new OutcomeUnknownException("The reminder that looks after the booking could not be kept. Repeat the request.", e);
        }

        _reminded = Now + due;
    }

    // The booking is confirmed: by its hold's home, by a payment, or by staff. Each booking counts once.

    public async Task<BookingView> Open(HoldView confirmed)
    {
        Take(confirmed);
        return Counted(await Carry(BookingDecisions.Open(_booking.Value, confirmed))).Booking!;
    }

    public async Task OpenAt(HoldView confirmed, long indexPosition, bool isFollowed)
    {
        var decision = BookingDecisions.Open(_booking.Value, confirmed);
        if (decision.Next is { Version: 1 } opened)
        {
            opened.IndexSlot = indexPosition + 1;
            opened.IndexedVersion = opened.Version;
            await Begin(opened, List(opened), isFollowed);
            BookingInstruments.Confirmed.Add(1);
        }
        else
        {
            // It is in the index already; the row at that position stays void.
            Counted(await Carry(decision));
        }
    }

    public async Task<BookingAnswer> Confirm(ConfirmBooking command) => Counted(await Carry(BookingDecisions.Confirm(_booking.Value, command)));

    /// <summary>
    /// A booking that cost nothing has its facts in its home, which has told the index and the feed: it takes them from there once
    /// somebody asks for it, and writes them down with its first change.
    /// </summary>
    private async ValueTask Fetch()
    {
        if (_booking.Value.Version > 0 || !BookingId.TryFrom(Guid.ParseExact(this.GetPrimaryKeyString(), "N"), out var id) || id.Hold.IsCoordinated)
        {
            return;
        }

        if (await GrainFactory.GetGrain<ISectionGrain>(GrainKeys.Section(id.Hold.EventKey, id.Hold.Block)).Kept(id.Hold) is { } known)
        {
            Take(known);
        }
    }

    private void Take(HoldView known)
    {
        if (known is { Status: HoldStatus.Confirmed, IndexSlot: > 0 } && _booking.Value.Version == 0)
        {
            var opened = BookingDecisions.Open(known);
            opened.IndexSlot = known.IndexSlot;
            opened.IndexedVersion = opened.PublishedVersion = opened.Version;
            _booking.Replace(opened);
        }
    }

    /// <summary>One that is confirmed by this, however it came to be.</summary>
    private static BookingAnswer Counted(BookingAnswer confirmed)
    {
        if (confirmed is { Refusal: null, Repeated: false })
        {
            BookingInstruments.Confirmed.Add(1);
        }

        return confirmed;
    }

    // The booking hears of its payment.

    public Task<BookingAnswer> BeginPayment(BeginPayment command) => Carry(BookingPayments.Begin(_booking.Value, command, Now));

    public async Task<BookingAnswer> EndPayment(EndPayment command)
    {
        var decision = BookingPayments.End(_booking.Value, command, Now);
        if (decision.Next is null)
        {
            // It was begun. An activation beside the one that knows so, or that it is over, fails here.
            await _booking.Changed();
        }

        return await Carry(decision);
    }

    public Task<BookingAnswer> Dispute(DisputeBooking command) => Carry(BookingPayments.Dispute, command);

    public async Task PaidBack(long totalMinor)
    {
        if (_booking.Value.OwesMoney && totalMinor >= _booking.Value.RefundedMinor)
        {
            _booking.Value.OwesMoney = false;
            await _booking.Changed();
        }
    }

    // Other places for those that the booking has.

    public async Task<BookingAnswer> Exchange(ExchangePlaces command)
    {
        await Fetch();
        var decision = BookingExchanges.Exchange(_booking.Value, command, Now);
        if (decision.Refusal is not null)
        {
            // It is for good: an activation beside the one that knows better fails here.
            await _booking.Changed();
        }

        var answer = await Carry(decision);
        await Settle(_booking.Value);
        return answer;
    }

    public async Task GaveBack(HoldId hold)
    {
        if (BookingExchanges.GaveBack(_booking.Value, hold) is { } next)
        {
            _booking.Replace(next);
            await _booking.Changed();
        }
    }

    // Some of its tickets are given back. From that write on it owes their places, until their home says that they are free.

    public async Task<BookingAnswer> GiveBack(GiveBackTickets command)
    {
        await Fetch();
        var decision = BookingGiveBacks.GiveBack(_booking.Value, command, Now);
        if (decision is { Next: null, Refusal: null })
        {
            // It is so, as far as this activation knows. One beside it that knows of an exchange since lets this write fail.
            await _booking.Changed();
        }

        return command.IsDryRun && decision.Next is { } would ? new BookingAnswer(BookingViews.View(would)) : await Carry(decision);
    }

    public async Task TicketsReturned(HoldId hold, int tickets)
    {
        if ((_booking.Value.PlacesHold ?? _booking.Value.BookingId.Hold) == hold && BookingGiveBacks.Returned(_booking.Value, tickets) is { } next)
        {
            _booking.Replace(next);
            await _booking.Changed();
        }
    }

    // The booking's tickets: whether they are good, and which of their codes.

    public async Task<Standing> Attend(int place)
    {
        await Fetch();
        var standing = BookingTickets.Standing(_booking.Value, place);
        if (standing is { IsKnown: true, EndedAt: null })
        {
            // Written even when it is known: the write fails where another activation knows better.
            BookingTickets.Attend(_booking.Value, place, Now);
            await _booking.Changed();
        }

        return standing;
    }

    public async Task TakeBackAttendance(int place, int times)
    {
        await Fetch();
        if (BookingTickets.TakeBackAttendance(_booking.Value, place, times))
        {
            await _booking.Changed();
        }
    }

    public async Task<Refusal?> Reissue(ReissueTicket command)
    {
        await Fetch();
        var decision = BookingTickets.Reissue(_booking.Value, command, Now);
        if (decision.Next is { } next)
        {
            await Remind(next);
            _booking.Replace(next);
            await _booking.Changed();
        }

        if (decision.Refusal is null && _booking.Value.Revocations.Count > 0)
        {
            await Revoke(_booking.Value);
            await _booking.Changed();
        }

        return decision.Refusal;
    }

    public async Task<BookingAnswer> Transfer(TransferTicket command)
    {
        await Fetch();
        var decision = BookingTransfers.Transfer(_booking.Value, command, Now);
        foreach (var customer in decision.Next is null ? [] : BookingTransfers.ToList(_booking.Value, command))
        {
            // As in the index: a booking without a ticket of theirs is passed over.
            await GrainFactory.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory(customer)).Add(_booking.Value.BookingId.Value);
        }

        if (decision is { Next: null, Refusal: null })
        {
            // It is theirs, as far as this activation knows. One beside it that knows of a passing on since lets this write fail.
            await _booking.Changed();
        }

        return await Carry(decision);
    }

    /// <summary>Tells gates that work offline. After a lost write again: the list may have it twice.</summary>
    private async Task Revoke(BookingState booking)
    {
        if (booking.Revocations.Count > 0)
        {
            await GrainFactory.GetGrain<IRevocationListGrain>(GrainKeys.Event(booking.BookingId.Hold.EventKey)).Add([.. booking.Revocations]);
            booking.Revocations.Clear();
        }
    }

    // The booking asks for its receipts' numbers, one after the other, and hears of them.

    public async Task<NumberedReceipt> NumberReceipt(NumberReceipt command)
    {
        var (next, isTaken) = BookingReceipts.Number(await _booking.Known(), command);
        if (next is not null)
        {
            _booking.Replace(next);
        }

        // Also where it has another: an activation beside the one that knows better fails here, and refuses nothing for good.
        await _booking.Changed();
        return new NumberedReceipt(isTaken, BookingReceipts.Unnumbered(_booking.Value));
    }

    private IReceiptBookGrain ReceiptBook => GrainFactory.GetGrain<IReceiptBookGrain>(GrainKeys.Event(_booking.Value.BookingId.Hold.EventKey));

    /// <summary>For who asks again until this answers.</summary>
    private Task WantNumber() => BookingReceipts.Unnumbered(_booking.Value) is { } step ? ReceiptBook.Want(_booking.Value.BookingId, step) : Task.CompletedTask;

    /// <summary>For what the reminder asks for again.</summary>
    private Task WantNumberSoon() => BookingReceipts.Unnumbered(_booking.Value) is { } step ? ReceiptBook.WantSoon(_booking.Value.BookingId, step) : Task.CompletedTask;

    // The booking hears that its tickets are made out, and mailed.

    /// <summary>Whether the feed was told that they are made out. Null: it is not known here.</summary>
    private bool? _finalizedTold;

    public async Task<BookingAnswer> FinalizeTickets()
    {
        await Fetch();
        var decision = BookingFinalization.Finalize(_booking.Value, Now);
        if (decision.Refusal is not null)
        {
            return new BookingAnswer(null, decision.Refusal);
        }

        if (decision.Next is { } finalized)
        {
            _booking.Replace(finalized);
            _finalizedTold = false;
        }

        // Also when it knows of nothing to do: an activation beside the one that knows better fails here.
        await _booking.Changed();

        // Whoever makes out tickets asks until this answers, so an activation that does not know tells it again.
        var booking = _booking.Value;
        if (booking.FinalizedVersion > 0 && _finalizedTold != true)
        {
            _finalizedTold = false;
            await Publish(booking);
        }

        return new BookingAnswer(BookingViews.View(booking), Repeated: decision.Next is null);
    }

    public async Task LetterSent(SentLetter letter)
    {
        await Fetch();
        if (TicketLetters.Sent(_booking.Value, letter, Now) is { } next)
        {
            _booking.Replace(next);
        }

        // Also where nothing of it is owed: an activation beside the one that knows better fails here.
        await _booking.Changed();
    }

    public async Task TicketsMailed()
    {
        if (_booking.Value is { Version: > 0, TicketsMailedAt: null })
        {
            _booking.Value.TicketsMailedAt = Now;
            await _booking.Changed();
        }
    }
}
