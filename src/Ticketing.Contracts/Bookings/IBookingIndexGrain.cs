using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Bookings;

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
    [Alias("count"), ReadOnly]
    Task<long> Count();

    /// <summary>
    /// What was confirmed: each new row that says so, from a position on, and each booking whose confirmation came later than
    /// its row. With a limit of 0: how many there are. Of late bookings, those before the number are forgotten.
    /// </summary>
    [Alias("confirmed")]
    Task<ConfirmedSlice> Confirmed(long position, long late, int limit);

    /// <summary>The rows of a page, in order.</summary>
    [Alias("page"), ReadOnly]
    Task<ImmutableArray<BookingRow>> Page(int number);
}
