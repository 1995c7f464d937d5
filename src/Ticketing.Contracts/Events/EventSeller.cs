using Orleans;

namespace Ticketing.Events;

/// <summary>Who sells an event's tickets, as receipts name them.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-seller")]
public sealed record EventSeller
{
    [Id(0)]
    public string Name { get; init; } = "";

    /// <summary>Where they are, in lines. Null: it is not told.</summary>
    [Id(1)]
    public string? Address { get; init; }

    /// <summary>Under which number they pay taxes, such as a VAT id. Null: it is not told.</summary>
    [Id(2)]
    public string? TaxNumber { get; init; }
}
