using Orleans;

namespace Ticketing.Tickets;

/// <summary>A ticket with all that is printed on it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-view")]
public sealed record TicketView
{
    [Id(0)]
    public TicketClaims Claims { get; init; } = new();

    /// <summary>What its QR code holds: the claims, signed.</summary>
    [Id(1)]
    public string Code { get; init; } = "";

    /// <summary>The booking's reference.</summary>
    [Id(2)]
    public string Reference { get; init; } = "";

    /// <summary>How many tickets the booking has.</summary>
    [Id(3)]
    public int Count { get; init; }

    [Id(4)]
    public string EventName { get; init; } = "";

    [Id(5)]
    public string? Venue { get; init; }

    [Id(6)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(7)]
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The section's name, or its id where it has none.</summary>
    [Id(8)]
    public string Section { get; init; } = "";

    /// <summary>Null where places have no rows.</summary>
    [Id(9)]
    public string? Row { get; init; }

    /// <summary>The seat within its row. Null where places have no names.</summary>
    [Id(10)]
    public string? Seat { get; init; }

    /// <summary>Null: it was booked without a name.</summary>
    [Id(11)]
    public string? Holder { get; init; }

    [Id(12)]
    public long PriceMinor { get; init; }

    [Id(13)]
    public string Currency { get; init; } = "";

    /// <summary>What was paid is between who booked and the organizer.</summary>
    public TicketView WithoutPrice() => this with { PriceMinor = 0, Currency = "" };

    /// <summary>For who had it: that there is such a ticket, without what lets in and whose name is on it.</summary>
    public TicketView WithoutCode() => this with { Code = "", Holder = null };
}
