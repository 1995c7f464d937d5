using Orleans;

namespace Ticketing.Events;

/// <summary>Changes what is named here, when the event still has <see cref="ExpectedVersion"/>. Null leaves a fact as it is.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.update-event")]
public sealed record UpdateEvent
{
    [Id(0)]
    public long ExpectedVersion { get; init; }

    [Id(1)]
    public string? Name { get; init; }

    [Id(2)]
    public EventStatus? Status { get; init; }

    [Id(3)]
    public SaleWindow? SaleWindow { get; init; }

    [Id(4)]
    public EventPolicy? Policy { get; init; }
}
