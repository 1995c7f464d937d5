using Orleans;

namespace Ticketing.Customers;

/// <summary>What a customer told about themselves.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.customer-view")]
public sealed record CustomerView
{
    /// <summary>0: nothing yet.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public string? Name { get; init; }

    [Id(2)]
    public string? Email { get; init; }

    /// <summary>A language tag (BCP 47), such as "en" or "de-AT".</summary>
    [Id(3)]
    public string? Locale { get; init; }

    [Id(4)]
    public DateTimeOffset? UpdatedAt { get; init; }
}
