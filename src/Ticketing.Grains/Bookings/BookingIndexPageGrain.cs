using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Bookings;

/// <summary>One full page of the index. Its summary is never narrower than its rows: it is widened before a row changes, narrowed after.</summary>
[GrainType("ticketing.booking-index-page")]
public sealed class BookingIndexPageGrain : Grain, IBookingIndexPageGrain
{
    private readonly Durable<BookingIndexPageState> _page;

    public BookingIndexPageGrain([PersistentState("page")] IPersistentState<BookingIndexPageState> state) =>
        _page = new Durable<BookingIndexPageState>(state, this);

    public async Task Fill(ImmutableArray<BookingRow> rows)
    {
        _page.Value.Rows = [.. rows];
        await _page.Changed();
        await Summary.Put(Slot, PageSummary.Of(rows));
    }

    public async Task Put(int slot, BookingRow row)
    {
        var rows = (await _page.Known()).Rows;
        var before = PageSummary.Masks(rows);
        var (statuses, payments) = PageSummary.Masks([row]);
        (int Statuses, int PaymentStatuses) meanwhile = (before.Statuses | statuses, before.PaymentStatuses | payments);
        if (meanwhile != before)
        {
            await Summary.Mark(Slot, meanwhile.Statuses, meanwhile.PaymentStatuses);
        }

        rows[slot] = row.IsOlderThan(rows[slot]) ? rows[slot] : row;
        await _page.Changed();
        var after = PageSummary.Masks(rows);
        if (after != meanwhile)
        {
            await Summary.Mark(Slot, after.Statuses, after.PaymentStatuses);
        }
    }

    public async Task<ImmutableArray<BookingRow>> Rows() => [.. (await _page.Known()).Rows];

    private int Number => int.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);

    private int Slot => Number % IBookingIndexSummaryGrain.Pages;

    private IBookingIndexSummaryGrain Summary => GrainFactory.GetGrain<IBookingIndexSummaryGrain>(
        (Number / IBookingIndexSummaryGrain.Pages).ToString(CultureInfo.InvariantCulture));
}
