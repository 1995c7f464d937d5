namespace Ticketing.Bookings;

/// <summary>Bookings by what they are, whosever they are.</summary>
public interface IBookingListService
{
    /// <summary>What the position is called that no booking has yet.</summary>
    const long FromTheEnd = int.MaxValue;

    /// <summary>From a position on, and the position at which the next answer begins; null: that was all. A customer's own come in the order in which they were made.</summary>
    Task<(IReadOnlyList<BookingView> Items, long? Next)> ListAsync(BookingFilter filter, bool newestFirst, long start, int limit);

    /// <summary>What guests booked whose tickets went to an address, in the order in which they were sent; nothing is looked through for it.</summary>
    /// <param name="account">The account of the address.</param>
    /// <param name="isTheirs">The address is still the booking's.</param>
    /// <param name="start">The first.</param>
    /// <param name="limit">How many at most.</param>
    Task<(IReadOnlyList<BookingView> Items, long? Next)> ListMailedAsync(string account, Func<BookingView, Task<bool>> isTheirs, long start, int limit);
}
