using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Finalization;

/// <summary>
/// Sees to it that every confirmed booking gets its tickets, and its customer the letter, in the background. There is one,
/// keyed <see cref="All"/>; several bookings are worked on at a time.
/// </summary>
[Alias("ticketing.finalizer")]
public interface IFinalizerGrain : IGrainWithStringKey
{
    const string All = "all";

    /// <summary>There may be something to do.</summary>
    [Alias("wake"), OneWay]
    Task Wake();

    [Alias("progress")]
    Task<FinalizationView> Progress();

    /// <summary>Those with numbers below one, the youngest first.</summary>
    [Alias("dead-letters")]
    Task<DeadLetterPage> DeadLetters(long below, int limit);

    /// <summary>Everything of a booking that was given up is tried again, from the beginning. False: nothing was.</summary>
    [Alias("retry")]
    Task<bool> Retry(BookingId booking);
}

/// <summary>Draws and mails tickets, one booking at a time. Keyed by a small number, so that there are a few of them.</summary>
[Alias("ticketing.ticket-mailer")]
public interface ITicketMailerGrain : IGrainWithStringKey
{
    /// <summary>How long a call may take, with the letters that wait before its own. No customer waits for it.</summary>
    const string LongestLetters = "00:01:00";

    /// <summary>Sends a booking its tickets, unless it has them, is over, or nobody knows where to.</summary>
    [Alias("send"), ResponseTimeout(LongestLetters)]
    Task<LetterResult> Send(BookingId booking);

    /// <summary>Tells whoever has tickets of a booking of a change of its event, unless they know, or the booking is from after it.</summary>
    /// <returns>Null: it waits for its payment, or for its home to say that it is over.</returns>
    /// <param name="booking">The booking.</param>
    /// <param name="move">The change.</param>
    /// <param name="told">Whose letters were sent already: the first place of each.</param>
    [Alias("notice"), ResponseTimeout(LongestLetters)]
    Task<NoticeAnswer?> SendNotice(BookingId booking, EventMove move, ImmutableArray<int> told);

    /// <summary>Sends whoever has tickets of a booking a message of the event's staff, unless they have it, or the booking is from after it.</summary>
    /// <returns>Null: it waits for its payment, or for its home to say that it is over.</returns>
    /// <param name="booking">The booking.</param>
    /// <param name="message">The message.</param>
    /// <param name="told">Whose letters were sent already: the first place of each.</param>
    [Alias("message"), ResponseTimeout(LongestLetters)]
    Task<NoticeAnswer?> SendMessage(BookingId booking, EventMessage message, ImmutableArray<int> told);
}
