using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Events;

/// <summary>When holds may be placed: from <see cref="OpensAt"/> on, before <see cref="ClosesAt"/>. Null: no bound.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.sale-window")]
public sealed record SaleWindow(
    [property: Id(0)] DateTimeOffset? OpensAt,
    [property: Id(1)] DateTimeOffset? ClosesAt)
{
    public static SaleWindow Always { get; } = new(null, null);

    public bool Contains(DateTimeOffset now) => (OpensAt is null || now >= OpensAt) && (ClosesAt is null || now < ClosesAt);
}
