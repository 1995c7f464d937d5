using Orleans;

namespace Ticketing.Events;

/// <summary>What a place of a section is sold as, such as Adult or Child, at a price of its own.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-type")]
public sealed record TicketType
{
    /// <summary>Names it within its section.</summary>
    [Id(0)]
    public string TypeId { get; init; } = "";

    [Id(1)]
    public string Name { get; init; } = "";

    /// <summary>Price of a place in minor units of the event's currency.</summary>
    [Id(2)]
    public long PriceMinor { get; init; }

    /// <summary>The fewest of an order that takes any. Null: one.</summary>
    [Id(3)]
    public int? Least { get; init; }

    /// <summary>The most of an order. Null: as many as the event allows of places.</summary>
    [Id(4)]
    public int? Most { get; init; }

    /// <summary>When it can be had, within the event's own sale.</summary>
    [Id(5)]
    public SaleWindow SaleWindow { get; init; } = SaleWindow.Always;

    /// <summary>It is told and sold only to who gives a code that opens it.</summary>
    [Id(6)]
    public bool NeedsCode { get; init; }

    /// <summary>How many places of the event may be held or sold as this type, over all sections that have it. Null: as many as there are.</summary>
    [Id(75)]
    public int? Quota { get; init; }
}

/// <summary>What is added to the prices of an event. Tickets that cost nothing bear no fee, orders neither.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-fees")]
public sealed record EventFees
{
    /// <summary>For each ticket, by its price.</summary>
    [Id(0)]
    public Fee? Ticket { get; init; }

    /// <summary>Once for each order, by the prices of its tickets.</summary>
    [Id(1)]
    public Fee? Order { get; init; }
}

/// <summary>A fixed amount, and a share of what it is for.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.fee")]
public sealed record Fee
{
    /// <summary>In minor units of the event's currency.</summary>
    [Id(0)]
    public long FixedMinor { get; init; }

    /// <summary>The share in hundredths of a percent: 250 is 2.5 %.</summary>
    [Id(1)]
    public int PercentHundredths { get; init; }
}
