using Orleans;

namespace Ticketing.Idempotency;

/// <summary>
/// Remembers the first answers to requests that came with an idempotency key: one grain for each day and each of 65,536
/// slices of the keys, so that its state stays small and a day's answers go away together.
/// </summary>
[Alias("ticketing.idempotency")]
public interface IIdempotencyGrain : IGrainWithStringKey
{
    /// <summary>
    /// How long a key stays the request's that began with it, unless that says that it still runs: after that it is gone, and its
    /// silo perhaps too. Then a repeat is carried out, and meets what the first one did.
    /// </summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>What is known of the key. When nothing is, and <paramref name="begin"/> is set, the caller now owns it.</summary>
    [Alias("begin")]
    Task<KeyAnswer> Begin(UInt128 key, ulong fingerprint, bool begin);

    /// <summary>The request still runs.</summary>
    [Alias("renew")]
    Task Renew(UInt128 key, ulong fingerprint);

    /// <summary>Keeps the answer, durably, and gives the key free. The answer that is kept, which may be one that came before.</summary>
    [Alias("complete")]
    Task<StoredAnswer> Complete(UInt128 key, ulong fingerprint, StoredAnswer answer);

    /// <summary>The request failed without a verdict: the next one with this key may try.</summary>
    [Alias("abandon")]
    Task Abandon(UInt128 key);
}
