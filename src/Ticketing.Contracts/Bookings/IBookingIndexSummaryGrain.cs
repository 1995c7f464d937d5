using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Bookings;

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
    [Alias("get"), ReadOnly]
    Task<ImmutableArray<PageSummary>> Get();
}
