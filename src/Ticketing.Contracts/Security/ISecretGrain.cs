using Orleans;

namespace Ticketing.Security;

/// <summary>
/// A secret of 256 bits that all silos share, drawn once and kept: what is derived from an idempotency key (ids, payment
/// tokens) can't be computed without it. Keyed by its purpose.
/// </summary>
[Alias("ticketing.secret")]
public interface ISecretGrain : IGrainWithStringKey
{
    [Alias("get")]
    Task<byte[]> Get();
}
