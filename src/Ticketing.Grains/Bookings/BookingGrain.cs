using Orleans;
using Orleans.Runtime;
using Ticketing.Holds;

namespace Ticketing.Bookings;

/// <summary>A booking.</summary>
[GrainType("ticketing.booking")]
public sealed class BookingGrain : Grain, IBookingGrain
{
    private readonly Durable<BookingState> _booking;

    public BookingGrain([PersistentState("booking")] IPersistentState<BookingState> state) =>
        _booking = new Durable<BookingState>(state, this);

    public async Task<BookingView> Open(HoldView confirmed)
    {
        if (BookingDecisions.Open(_booking.Value, confirmed) is { } opened)
        {
            _booking.Replace(opened);
            await _booking.Changed();
        }

        return BookingDecisions.View(_booking.Value);
    }

    public Task<BookingView?> Get() =>
        Task.FromResult(_booking.Value.Version == 0 ? null : BookingDecisions.View(_booking.Value));
}
