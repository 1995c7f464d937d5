using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Customers;

/// <summary>The erasure of a customer's personal data, and where it is.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.erasure-state")]
public sealed class ErasureState
{
    /// <summary>The default: it was never started.</summary>
    [Id(0)]
    public DateTimeOffset StartedAt { get; set; }

    [Id(1)]
    public DateTimeOffset? FinishedAt { get; set; }

    [Id(2)]
    public string By { get; set; } = "";

    [Id(3)]
    public string? Why { get; set; }

    /// <summary>What stands in the customer's place. Forgotten at the end, so that nothing leads from it to the customer.</summary>
    [Id(4)]
    public string? Pseudonym { get; set; }

    /// <summary>The step under way. Null: the first.</summary>
    [Id(5)]
    public string? Step { get; set; }

    /// <summary>Where the step goes on.</summary>
    [Id(6)]
    public int Position { get; set; }

    [Id(7)]
    public long Bookings { get; set; }
}
