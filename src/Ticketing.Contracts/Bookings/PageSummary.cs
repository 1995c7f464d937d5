using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Bookings;

/// <summary>
/// What a full page of the index may have, in few bytes, so that a search passes over pages without reading them. It may
/// say yes for what is not there, never no for what is.
/// </summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.page-summary")]
public sealed record PageSummary
{
    /// <summary>A bit for each <see cref="BookingStatus"/>. 0: nothing is known of the page.</summary>
    [Id(0)]
    public int Statuses { get; init; }

    /// <summary>A bit for each <see cref="PaymentStatus"/>.</summary>
    [Id(1)]
    public int PaymentStatuses { get; init; }

    /// <summary>When the oldest booking was made.</summary>
    [Id(2)]
    public DateTimeOffset Oldest { get; init; }

    [Id(3)]
    public DateTimeOffset Youngest { get; init; }

    /// <summary>The events, as a Bloom filter.</summary>
    [Id(4)]
    public ImmutableArray<byte> Events { get; init; } = [];

    /// <summary>The references, as a Bloom filter.</summary>
    [Id(5)]
    public ImmutableArray<byte> References { get; init; } = [];

    public static PageSummary Of(IReadOnlyCollection<BookingRow> rows)
    {
        var (statuses, payments) = Masks(rows);
        return new PageSummary
        {
            Statuses = statuses,
            PaymentStatuses = payments,
            Oldest = rows.Min(row => row.CreatedAt),
            Youngest = rows.Max(row => row.CreatedAt),
            Events = RowFilter.Of(rows.Select(row => RowFilter.Hash(row.BookingId.Hold.EventKey))),
            References = RowFilter.Of(rows.Select(row => RowFilter.Hash(BookingReference.Of(row.BookingId)))),
        };
    }

    /// <summary>The bits of what changes in a row.</summary>
    public static (int Statuses, int PaymentStatuses) Masks(IEnumerable<BookingRow> rows)
    {
        var (statuses, payments) = (0, 0);
        foreach (var row in rows)
        {
            statuses |= 1 << (int)row.Status;
            payments |= 1 << (int)row.PaymentStatus;
        }

        return (statuses, payments);
    }

    public bool MayHave(BookingStatus status) => (Statuses & (1 << (int)status)) != 0;

    public bool MayHave(PaymentStatus status) => (PaymentStatuses & (1 << (int)status)) != 0;

    public bool MayHave(EventId wanted) => RowFilter.MayHave(Events, RowFilter.Hash(wanted.Key));

    public bool MayHave(string reference) => RowFilter.MayHave(References, RowFilter.Hash(reference));
}
