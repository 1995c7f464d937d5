using Orleans;

namespace Ticketing.Events;

/// <summary>The tax on what an event sells. It never changes, so whether prices are with it is the same for all that is sold there.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-tax")]
public sealed record EventTax
{
    /// <summary>What it is called, such as VAT.</summary>
    [Id(0)]
    public string Name { get; init; } = "";

    /// <summary>Of the prices of tickets, in hundredths of a percent: 700 is 7 %.</summary>
    [Id(1)]
    public int TicketHundredths { get; init; }

    /// <summary>Of fees, in hundredths of a percent.</summary>
    [Id(2)]
    public int FeeHundredths { get; init; }

    /// <summary>Prices and fees are with it. False: it is added to them.</summary>
    [Id(3)]
    public bool IsIncluded { get; init; }
}
