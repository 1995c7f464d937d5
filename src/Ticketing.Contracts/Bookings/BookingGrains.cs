using System.Collections.Immutable;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Doors;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Receipts;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>
/// A booking's life. While it is pending its places are its hold's, and the hold's home decides; from the confirmation on
/// the booking does. Keyed by <see cref="BookingId.GrainKey"/>.
/// </summary>
[Alias("ticketing.booking")]
public interface IBookingGrain : IGrainWithStringKey
{
    /// <summary>Takes over a confirmed hold from its home. Repeating it changes nothing.</summary>
    [Alias("open")]
    Task<BookingView> Open(HoldView confirmed);

    /// <summary>As <see cref="Open"/>, for one of many that were appended to the index together.</summary>
    /// <param name="confirmed">The confirmed hold.</param>
    /// <param name="indexPosition">Where the booking's row stands.</param>
    /// <param name="isFollowed">False: nobody followed the feed after the hold was confirmed, so it need not have the step.</param>
    [Alias("open-at")]
    Task OpenAt(HoldView confirmed, long indexPosition, bool isFollowed);

    /// <summary>Null while there is no booking.</summary>
    [Alias("get")]
    Task<BookingView?> Get();

    /// <summary>Every transition so far, in order. Empty while there is no booking.</summary>
    [Alias("history")]
    Task<ImmutableArray<BookingStep>> History();

    /// <summary>Opens a booking that waits for its payment. Again: the same answer, with the address that was given last.</summary>
    [Alias("start")]
    Task<BookingAnswer> Start(StartBooking command);

    /// <summary>The hold is confirmed by somebody in particular.</summary>
    [Alias("confirm")]
    Task<BookingAnswer> Confirm(ConfirmBooking command);

    /// <summary>The home says that the hold of a pending booking is over.</summary>
    [Alias("lapse")]
    Task<BookingAnswer> Lapse(HoldId hold);

    /// <summary>For a pending booking: only when its hold was released before.</summary>
    [Alias("cancel")]
    Task<BookingAnswer> Cancel(CancelBooking command);

    [Alias("refund")]
    Task<BookingAnswer> Refund(RefundBooking command);

    /// <summary>A payment is under way.</summary>
    [Alias("begin-payment")]
    Task<BookingAnswer> BeginPayment(BeginPayment command);

    /// <summary>The payment that was under way is over.</summary>
    [Alias("end-payment")]
    Task<BookingAnswer> EndPayment(EndPayment command);

    /// <summary>Its payment is disputed, or a step further in that: no transition, but an event. Again: nothing.</summary>
    [Alias("dispute")]
    Task<BookingAnswer> Dispute(DisputeBooking command);

    /// <summary>So much was paid back in all.</summary>
    [Alias("paid-back")]
    Task PaidBack(long totalMinor);

    /// <summary>The event is over.</summary>
    [Alias("complete")]
    Task<BookingAnswer> Complete(DateTimeOffset endedAt);

    /// <summary>Its tickets were made out: no transition, but an event. Refused for what is not confirmed. Again: nothing.</summary>
    [Alias("finalize-tickets")]
    Task<BookingAnswer> FinalizeTickets();

    /// <summary>Its tickets are on their way to its customer: so say silos of a build before letters to others.</summary>
    [Alias("tickets-mailed")]
    Task TicketsMailed();

    /// <summary>Some of its tickets are on their way to whose they are.</summary>
    [Alias("letter-sent")]
    Task LetterSent(SentLetter letter);

    /// <summary>No transition: it changes who is named, not what the booking is. True: it was the customer's.</summary>
    [Alias("erase")]
    Task<bool> Erase(EraseBooking command);

    /// <summary>The home has given back the places that the booking was made of.</summary>
    [Alias("returned")]
    Task Returned();

    /// <summary>
    /// Other places for those that it has: this write decides which of the two are its own. Refused for what is not
    /// confirmed any more. Again, at any later time: it changes nothing.
    /// </summary>
    [Alias("exchange")]
    Task<BookingAnswer> Exchange(ExchangePlaces command);

    /// <summary>The home has given back places that the booking had, or was to have, by an exchange.</summary>
    [Alias("gave-back")]
    Task GaveBack(HoldId hold);

    /// <summary>Gives some of its tickets back: the others stay, with what they are for. Refused once somebody came with one of them.</summary>
    [Alias("give-back")]
    Task<BookingAnswer> GiveBack(GiveBackTickets command);

    /// <summary>The home has given back the places of so many of its tickets.</summary>
    [Alias("tickets-returned")]
    Task TicketsReturned(HoldId hold, int tickets);

    /// <summary>
    /// Somebody is at the door with one of its tickets. Whoever is told that it is good is told so after a write: an
    /// activation beside one that was cancelled fails there, and admits nobody.
    /// </summary>
    [Alias("attend")]
    Task<Standing> Attend(int place);

    /// <summary>The door took back the admission of a ticket that somebody had come with so many times. Nothing if somebody came since.</summary>
    [Alias("take-back-attendance")]
    Task TakeBackAttendance(int place, int times);

    /// <summary>Makes a ticket out anew; the code so far counts no more. Null: it is so now.</summary>
    [Alias("reissue")]
    Task<Refusal?> Reissue(ReissueTicket command);

    /// <summary>Passes a ticket on: one write says whose it is and ends its code so far. Again: nothing.</summary>
    [Alias("transfer")]
    Task<BookingAnswer> Transfer(TransferTicket command);

    /// <summary>Others for its attendees and answers. What is so already changes nothing.</summary>
    [Alias("set-attendees")]
    Task<BookingAnswer> SetAttendees(SetAttendees command);

    /// <summary>One of its receipts gets a number, for good. Again: the same answer.</summary>
    [Alias("number-receipt")]
    Task<NumberedReceipt> NumberReceipt(NumberReceipt command);
}

/// <summary>
/// Every booking in the order in which it came, in pages of <see cref="PageSize"/>. A projection: rows may be older than
/// their bookings, and one whose position its booking does not know is void. There is one, keyed <see cref="All"/>.
/// </summary>
[Alias("ticketing.booking-index")]
public interface IBookingIndexGrain : IGrainWithStringKey
{
    const string All = "all";

    const int PageSize = 128;

    /// <summary>Puts a row where it stands, or at the end when <paramref name="position"/> is -1; gives its position.</summary>
    [Alias("put")]
    Task<long> Put(BookingRow row, long position);

    /// <summary>Appends rows of new bookings, one after the other; gives the first one's position.</summary>
    [Alias("append")]
    Task<long> Append(ImmutableArray<BookingRow> rows);

    /// <summary>How many positions are taken.</summary>
    [Alias("count")]
    Task<long> Count();

    /// <summary>
    /// What was confirmed: each new row that says so, from a position on, and each booking whose confirmation came later than
    /// its row. With a limit of 0: how many there are. Of late bookings, those before the number are forgotten.
    /// </summary>
    [Alias("confirmed")]
    Task<ConfirmedSlice> Confirmed(long position, long late, int limit);

    /// <summary>The rows of a page, in order.</summary>
    [Alias("page")]
    Task<ImmutableArray<BookingRow>> Page(int number);
}

/// <summary>A full page of the index. Keyed by its number; called by the index only.</summary>
[Alias("ticketing.booking-index-page")]
public interface IBookingIndexPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<BookingRow> rows);

    [Alias("put")]
    Task Put(int slot, BookingRow row);

    [Alias("rows")]
    Task<ImmutableArray<BookingRow>> Rows();
}

/// <summary>What <see cref="Pages"/> full pages of the index may have. Keyed by their number; written by the pages only.</summary>
[Alias("ticketing.booking-index-summary")]
public interface IBookingIndexSummaryGrain : IGrainWithStringKey
{
    const int Pages = 32;

    /// <summary>A page is full.</summary>
    [Alias("put")]
    Task Put(int slot, PageSummary summary);

    /// <summary>Other states are in the page now.</summary>
    [Alias("mark")]
    Task Mark(int slot, int statuses, int paymentStatuses);

    /// <summary>By page; those beyond the end are not known.</summary>
    [Alias("get")]
    Task<ImmutableArray<PageSummary>> Get();
}
