using System.Collections.Concurrent;

namespace Ticketing.Security;

/// <summary>
/// Token buckets, one for each name, of a bounded number. A bucket is one number: the moment at which it will be full
/// again. Names are kept in two generations; the older one is forgotten when there are too many, which only forgives.
/// </summary>
public sealed class Buckets(double perSecond, int burst, int capacity, TimeProvider time)
{
    private readonly long _cost = perSecond > 0 ? Math.Max(1, (long)(time.TimestampFrequency / perSecond)) : 0;
    private Generations _all = new(new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    /// <summary>There is a limit.</summary>
    public bool IsOn => perSecond > 0;

    /// <summary>Names remembered now.</summary>
    public int Count => _all.Young.Count + _all.Old.Count;

    public BucketState Take(string name, int cost = 1)
    {
        var now = time.GetTimestamp();
        var bucket = Find(name);
        while (true)
        {
            var full = Volatile.Read(ref bucket.FullAt);
            var next = Math.Max(full, now) + (_cost * cost);
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

    /// <summary>What <see cref="Take"/> of one would say, without taking it.</summary>
    public BucketState Look(string name)
    {
        var now = time.GetTimestamp();
        var all = Volatile.Read(ref _all);
        var full = all.Young.TryGetValue(name, out var bucket) || all.Old.TryGetValue(name, out bucket) ? Math.Max(Volatile.Read(ref bucket.FullAt), now) : now;
        var room = (_cost * burst) - (full + _cost - now);
        return new BucketState(room >= 0, Math.Max(0, (int)((room / _cost) + 1)), Seconds(full - now), room >= 0 ? 0 : Math.Max(1, Seconds(-room)));
    }

    /// <summary>What was taken was not used.</summary>
    public void Return(string name, int cost) => Interlocked.Add(ref Find(name).FullAt, -_cost * cost);

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

/// <summary>What became of a request, and of the bucket it was taken from.</summary>
/// <param name="Allowed">There was room.</param>
/// <param name="Remaining">Requests that may come at once now.</param>
/// <param name="FullInSeconds">Until the whole burst is there again.</param>
/// <param name="RetryInSeconds">Until one more request may come. 0: now.</param>
public readonly record struct BucketState(bool Allowed, int Remaining, int FullInSeconds, int RetryInSeconds);
