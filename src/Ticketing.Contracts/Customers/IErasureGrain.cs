using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Customers;

/// <summary>Erases a customer's personal data, in the background, through crashes. Keyed by the subject of their tokens.</summary>
[Alias("ticketing.erasure")]
public interface IErasureGrain : IGrainWithStringKey
{
    /// <summary>Null: there never was one.</summary>
    [Alias("get"), ReadOnly]
    Task<ErasureView?> Get();

    /// <summary>Starts, or goes on where it was cut off. After the end of an earlier one it looks anew.</summary>
    [Alias("start")]
    Task<ErasureView> Start(string by, string? why);
}
