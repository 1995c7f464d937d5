using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Bookings;

/// <summary>What some pages of the index may have.</summary>
[GrainType("ticketing.booking-index-summary")]
public sealed class BookingIndexSummaryGrain : Grain, IBookingIndexSummaryGrain
{
    private readonly Durable<BookingIndexSummaryState> _summary;

    public BookingIndexSummaryGrain([PersistentState("summary")] IPersistentState<BookingIndexSummaryState> state) =>
        _summary = new Durable<BookingIndexSummaryState>(state, this);

    public Task Put(int slot, PageSummary summary)
    {
        var pages = _summary.Value.Pages;
        while (pages.Count <= slot)
        {
            pages.Add(new PageSummary());
        }

        pages[slot] = summary;
        return _summary.Changed();
    }

    public Task Mark(int slot, int statuses, int paymentStatuses)
    {
        var pages = _summary.Value.Pages;
        if (slot >= pages.Count || pages[slot] is not { Statuses: not 0 } known || (known.Statuses, known.PaymentStatuses) == (statuses, paymentStatuses))
        {
            return Task.CompletedTask;
        }

        pages[slot] = known with { Statuses = statuses, PaymentStatuses = paymentStatuses };
        return _summary.Changed();
    }

    public Task<ImmutableArray<PageSummary>> Get() => Task.FromResult(_summary.Value.Pages.ToImmutableArray());
}
