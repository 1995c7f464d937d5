using System.Collections.Concurrent;

namespace Ticketing.Security;

/// <summary>
/// Token buckets, one for each name, of a bounded number. A bucket is one number: the moment at which it will be full
/// again. Names are kept in two generations; the older one is forgotten when there are too many, which only forgives.
/// </summary>
public sealed class Buckets(int perSecond, int burst, int capacity, TimeProvider time)
{
    private readonly long _cost = Math.Max(1, time.TimestampFrequency / perSecond);
    private Generations _all = new(new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    /// <summary>Names remembered now.</summary>
    public int Count => _all.Young.Count + _all.Old.Count;

    public BucketState Take(string name)
    {
        var now = time.GetTimestamp();
        var bucket = Find(name);
        while (true)
        {
            var full = Volatile.Read(ref bucket.FullAt);
            var next = Math.Max(full, now) + _cost;
            var room = (_cost * burst) - (next - now);
            if (room < 0)
            {
                return new BucketState(false, 0, Seconds(full - now), Math.Max(1, Seconds(-room)));
            }

            if (Interlocked.CompareExchange(ref bucket.FullAt, next, full) == full)
            {
                return new BucketState(true, (int)(room / _cost), Seconds(next - now), 0);
            }
        }
    }

    private int Seconds(long ticks) => (int)Math.Ceiling(ticks / (double)time.TimestampFrequency);

    private Bucket Find(string name)
    {
        var all = Volatile.Read(ref _all);
        if (all.Young.TryGetValue(name, out var bucket))
        {
            return bucket;
        }

        if (Interlocked.Increment(ref all.Added) > capacity / 2)
        {
            Interlocked.CompareExchange(ref _all, new Generations(new(StringComparer.Ordinal), all.Young), all);
            all = Volatile.Read(ref _all);
            Interlocked.Increment(ref all.Added);
        }

        return all.Young.GetOrAdd(name, all.Old.TryGetValue(name, out var kept) ? kept : new Bucket());
    }

    private sealed class Bucket
    {
        public long FullAt;
    }

    private sealed class Generations(ConcurrentDictionary<string, Bucket> young, ConcurrentDictionary<string, Bucket> old)
    {
        public int Added;

        public ConcurrentDictionary<string, Bucket> Young { get; } = young;

        public ConcurrentDictionary<string, Bucket> Old { get; } = old;
    }
}
