using Orleans;
using Orleans.Concurrency;
using Ticketing.Holds;

namespace Ticketing.Bookings;

/// <summary>A booking's life from its confirmation on. Keyed by <see cref="Identifiers.BookingId.GrainKey"/>.</summary>
[Alias("ticketing.booking")]
public interface IBookingGrain : IGrainWithStringKey
{
    /// <summary>Takes over a confirmed hold from its home. Repeating it changes nothing.</summary>
    [Alias("open")]
    Task<BookingView> Open(HoldView confirmed);

    /// <summary>Null while the home has not handed the booking over.</summary>
    [Alias("get"), ReadOnly]
    Task<BookingView?> Get();
}
