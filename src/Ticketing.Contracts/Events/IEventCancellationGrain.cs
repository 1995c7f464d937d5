using Orleans;
using Orleans.Concurrency;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>
/// Cancels an event and every booking of it, with refunds: a job that goes on by itself, through crashes, until nothing
/// is left. Keyed by <see cref="GrainKeys.Event"/>.
/// </summary>
[Alias("ticketing.event-cancellation")]
public interface IEventCancellationGrain : IGrainWithStringKey
{
    /// <summary>Starts it, or tells how far it is. Null: there is no such event.</summary>
    [Alias("start")]
    Task<CancellationView?> Start(EventId id, string by, string why);

    /// <summary>Null: it was never started.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<CancellationView?> Get();
}
