using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Counts how an event sold, from the index of bookings. Pages of the index that have nothing of the event are passed over.</summary>
[GrainType("ticketing.sales")]
public sealed class SalesGrain(TimeProvider time) : Grain, ISalesGrain
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    /// <summary>Counting takes at most an eleventh of the time.</summary>
    private const int Rest = 10;

    private SalesView? _view;
    private string? _zone;
    private TimeSpan _keep;
    private long _countedAt;

    public async Task<SalesView> Get(string? zone)
    {
        if (_view is null || _zone != zone || time.GetElapsedTime(_countedAt) > _keep)
        {
            var begun = time.GetTimestamp();
            _view = await Count(zone);
            (_zone, _countedAt) = (zone, time.GetTimestamp());
            var taken = time.GetElapsedTime(begun, _countedAt) * Rest;
            _keep = taken > Kept ? taken : Kept;
        }

        return _view;
    }

    private async Task<SalesView> Count(string? zone)
    {
        var at = time.GetUtcNow();
        BookingFilter own = new() { Event = EventId.FromKey(ulong.Parse(this.GetPrimaryKeyString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) };
        var index = GrainFactory.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);
        var count = await index.Count();
        SalesCurve curve = new(zone);
        ImmutableArray<PageSummary> known = [];
        for (var page = (int)((count - 1) / IBookingIndexGrain.PageSize); page >= 0 && count > 0; page--)
        {
            var slot = page % IBookingIndexSummaryGrain.Pages;
            if (known.IsEmpty || slot == IBookingIndexSummaryGrain.Pages - 1)
            {
                known = await GrainFactory.GetGrain<IBookingIndexSummaryGrain>((page / IBookingIndexSummaryGrain.Pages).ToString(CultureInfo.InvariantCulture)).Get();
            }

            // The last page is not full, and has no summary.
            var mayHaveSome = slot >= known.Length || known[slot].Statuses == 0 || own.MayWant(known[slot]);
            foreach (var row in (mayHaveSome ? await index.Page(page) : []).Where(own.MayWant))
            {
                curve.Add(row);
            }
        }

        foreach (var booking in curve.Doubled)
        {
            if (await GrainFactory.GetGrain<IBookingGrain>(booking.GrainKey()).Get() is { } view)
            {
                curve.Settle(view);
            }
        }

        return curve.View(at);
    }
}
