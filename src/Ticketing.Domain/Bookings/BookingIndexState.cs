using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>The end of the index: how many pages are full, and the rows after them.</summary>
[GenerateSerializer, Alias("ticketing.booking-index-state")]
public sealed class BookingIndexState : IPagedLogState<BookingRow>
{
    [Id(0)]
    public int FullPages { get; set; }

    [Id(1)]
    public List<BookingRow> Rows { get; set; } = [];

    /// <summary>How many late bookings were forgotten: the number of the first that is kept.</summary>
    [Id(2)]
    public long LateStart { get; set; }

    /// <summary>Bookings whose confirmation came later than their row, for whoever makes out tickets.</summary>
    [Id(3)]
    public List<BookingId> Late { get; set; } = [];

    List<BookingRow> IPagedLogState<BookingRow>.Last => Rows;

    public long LateEnd => LateStart + Late.Count;

    /// <summary>Forgets late bookings before a number.</summary>
    public void ForgetLate(long before)
    {
        if (before > LateStart)
        {
            Late.RemoveRange(0, (int)Math.Min(before - LateStart, Late.Count));
            LateStart = before;
        }
    }
}

/// <summary>One full page of the index.</summary>
[GenerateSerializer, Alias("ticketing.booking-index-page-state")]
public sealed class BookingIndexPageState
{
    [Id(0)]
    public List<BookingRow> Rows { get; set; } = [];
}

/// <summary>What some pages of the index may have, by page.</summary>
[GenerateSerializer, Alias("ticketing.booking-index-summary-state")]
public sealed class BookingIndexSummaryState
{
    [Id(0)]
    public List<PageSummary> Pages { get; set; } = [];
}
