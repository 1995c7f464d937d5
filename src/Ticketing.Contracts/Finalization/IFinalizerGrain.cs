using Orleans;
using Orleans.Concurrency;
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
