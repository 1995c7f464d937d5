using System.Text.Json.Serialization;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>What is left of an event.</summary>
public sealed record EventStatusResponse
{
    /// <summary>How many places.</summary>
    public required long Total { get; init; }

    public required long Available { get; init; }

    public required long Held { get; init; }

    public required long Booked { get; init; }

    /// <summary>Places that staff keep from sale.</summary>
    public required long Withheld { get; init; }

    /// <summary>When it was so.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required IReadOnlyList<SectionStatusResponse> Sections { get; init; }

    /// <summary>Ticket types of which there are only so many. Not there: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TicketTypeStatus>? TicketTypes { get; init; }

    internal static EventStatusResponse Of(EventCounts counts, IReadOnlyList<TicketTypeStatus>? types = null)
    {
        var total = counts.Sections.Sum(static section => (long)section.Total);
        var held = counts.Sections.Sum(static section => (long)section.Sum.Held);
        var sold = counts.Sections.Sum(static section => (long)section.Sum.Sold);
        var withheld = counts.Sections.Sum(static section => (long)section.Sum.Withheld);
        return new EventStatusResponse
        {
            Total = total,
            Available = total - held - sold - withheld,
            Held = held,
            Booked = sold,
            Withheld = withheld,
            AsOf = counts.AsOf,
            Sections = [.. counts.Sections.Where(static section => section.Total > 0).Select(static section => new SectionStatusResponse
            {
                Id = section.SectionId,
                Total = section.Total,
                Available = section.Available,
                Held = section.Sum.Held,
                Booked = section.Sum.Sold,
                Withheld = section.Sum.Withheld,
            })],
            TicketTypes = types,
        };
    }
}

/// <summary>What is left of a ticket type with a quota.</summary>
public sealed record TicketTypeStatus
{
    public required string Id { get; init; }

    public required int Quota { get; init; }

    /// <summary>How many can still be had, as long as there are places.</summary>
    public required int Left { get; init; }
}

/// <summary>What is left of a section.</summary>
public sealed record SectionStatusResponse
{
    public required string Id { get; init; }

    /// <summary>How many places.</summary>
    public required int Total { get; init; }

    public required int Available { get; init; }

    public required int Held { get; init; }

    public required int Booked { get; init; }

    /// <summary>Places that staff keep from sale.</summary>
    public required int Withheld { get; init; }
}

/// <summary>How an event sells.</summary>
public sealed record EventStatsResponse
{
    public required int Sold { get; init; }

    public required int Held { get; init; }

    /// <summary>Places that staff keep from sale.</summary>
    public required int Withheld { get; init; }

    public required long Available { get; init; }

    /// <summary>What was sold costs without fees, as a decimal number.</summary>
    public required string Revenue { get; init; }

    /// <summary>The fees of what was sold, as a decimal number.</summary>
    public required string Fees { get; init; }

    /// <summary>The taxes of what was sold, as a decimal number: a part of revenue and fees where they are included, else added to them.</summary>
    public required string Taxes { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Places ever held.</summary>
    public required long HoldsPlaced { get; init; }

    /// <summary>Places whose hold ran out.</summary>
    public required long HoldsExpired { get; init; }

    /// <summary>Places that were given back.</summary>
    public required long HoldsReleased { get; init; }

    /// <summary>Places that were booked.</summary>
    public required long HoldsConfirmed { get; init; }

    /// <summary>The share of the places ever held that were booked, from 0 to 1.</summary>
    public required double Conversion { get; init; }

    public required IReadOnlyList<SectionStatsResponse> Sections { get; init; }

    internal static EventStatsResponse Of(EventCounts counts, string currency)
    {
        var sum = counts.Sections.Aggregate(default(BlockCounts), static (sum, section) => sum + section.Sum);
        return new EventStatsResponse
        {
            Sold = sum.Sold,
            Held = sum.Held,
            Withheld = sum.Withheld,
            Available = counts.Sections.Sum(static section => (long)section.Available),
            Revenue = Amount.Of(sum.RevenueMinor, currency),
            Fees = Amount.Of(sum.FeesMinor, currency),
            Taxes = Amount.Of(sum.TaxesMinor, currency),
            Currency = currency,
            HoldsPlaced = sum.Placed,
            HoldsExpired = sum.Expired,
            HoldsReleased = sum.Released,
            HoldsConfirmed = sum.Confirmed,
            Conversion = Share(sum.Confirmed, sum.Placed),
            Sections = [.. counts.Sections.Where(static section => section.Total > 0).Select(section => new SectionStatsResponse
            {
                Id = section.SectionId,
                Sold = section.Sum.Sold,
                Held = section.Sum.Held,
                Withheld = section.Sum.Withheld,
                Available = section.Available,
                Revenue = Amount.Of(section.Sum.RevenueMinor, currency),
                Fees = Amount.Of(section.Sum.FeesMinor, currency),
                Taxes = Amount.Of(section.Sum.TaxesMinor, currency),
                SellThrough = Share(section.Sum.Sold, section.Total),
            })],
        };
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);
}

/// <summary>How a section sells.</summary>
public sealed record SectionStatsResponse
{
    public required string Id { get; init; }

    public required int Sold { get; init; }

    public required int Held { get; init; }

    /// <summary>Places that staff keep from sale.</summary>
    public required int Withheld { get; init; }

    public required int Available { get; init; }

    /// <summary>What was sold costs without fees, as a decimal number.</summary>
    public required string Revenue { get; init; }

    /// <summary>The fees of what was sold, as a decimal number. An order's fee counts in the section of its first place.</summary>
    public required string Fees { get; init; }

    /// <summary>The taxes of what was sold, as a decimal number: shared by what places cost, where an order is of several sections.</summary>
    public required string Taxes { get; init; }

    /// <summary>The share of places that are sold, from 0 to 1.</summary>
    public required double SellThrough { get; init; }
}

/// <summary>How an event sold over time: what is sold now, by when it was booked.</summary>
public sealed record EventSalesResponse
{
    /// <summary>hour while all was booked within 48 hours, else day.</summary>
    public required string Step { get; init; }

    /// <summary>By whose clocks hours and days begin: a name of the IANA time zone database.</summary>
    public required string TimeZone { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>When it was counted.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Hours or days in which something was booked, the first first.</summary>
    public required IReadOnlyList<SalesPeriodResponse> Items { get; init; }

    internal static EventSalesResponse Of(SalesView sales, EventView view) => new()
    {
        Step = sales.Step == SalesStep.Hour ? "hour" : "day",
        TimeZone = view.Details?.TimeZone ?? "UTC",
        Currency = view.Currency,
        AsOf = sales.At,
        Items = [.. sales.Periods.Select(period => new SalesPeriodResponse
        {
            StartsAt = period.StartsAt,
            Bookings = period.Bookings,
            Tickets = period.Quantity,
            Revenue = Amount.Of(period.PlacesMinor, view.Currency),
        })],
    };
}

/// <summary>What was booked in an hour or a day, and is still sold.</summary>
public sealed record SalesPeriodResponse
{
    public required DateTimeOffset StartsAt { get; init; }

    public required int Bookings { get; init; }

    public required int Tickets { get; init; }

    /// <summary>What the tickets cost without fees, as a decimal number.</summary>
    public required string Revenue { get; init; }
}

/// <summary>A seat as it is now.</summary>
public sealed record SeatResponse
{
    /// <summary>The section, the row and the number.</summary>
    public required string SeatId { get; init; }

    /// <summary>The section's id.</summary>
    public required string Section { get; init; }

    public required SeatStatus Status { get; init; }
}
