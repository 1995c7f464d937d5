using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

namespace Ticketing.Security;

/// <summary>
/// Tokens that were found good, by their SHA-256: the token itself is not kept. Two generations of half the capacity
/// each: when the young one is full it becomes the old one, and what is used moves back. No clock, no list, no lock.
/// </summary>
internal sealed class VerdictCache(int capacity)
{
    private Generations _all = new(new(), new());

    /// <summary>Entries kept now.</summary>
    public int Count => _all.Young.Count + _all.Old.Count;

    public bool TryGet(in Key key, KeySet keys, double now, [NotNullWhen(true)] out Task<AuthenticateResult>? result)
    {
        var all = Volatile.Read(ref _all);
        var isYoung = all.Young.TryGetValue(key, out var entry);
        if (!isYoung && !all.Old.TryGetValue(key, out entry))
        {
            result = null;
            return false;
        }

        // A set of keys that was replaced decides nothing any more.
        if (now >= entry!.EndsAt || !ReferenceEquals(entry.Keys, keys))
        {
            all.Young.TryRemove(key, out _);
            all.Old.TryRemove(key, out _);
            result = null;
            return false;
        }

        if (!isYoung)
        {
            Add(key, entry);
        }

        result = entry.Result;
        return true;
    }

    public void Add(in Key key, Entry entry)
    {
        var all = Volatile.Read(ref _all);
        if (Interlocked.Increment(ref all.Added) > capacity / 2)
        {
            // Whoever comes second finds the generation replaced, and adds to the new one.
            Interlocked.CompareExchange(ref _all, new Generations(new(), all.Young), all);
            all = Volatile.Read(ref _all);
            Interlocked.Increment(ref all.Added);
        }

        all.Young[key] = entry;
    }

    /// <summary>The hash of a token.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Key(UInt128 High, UInt128 Low)
    {
        public static Key Of(ReadOnlySpan<byte> token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(token, hash);
            return MemoryMarshal.Read<Key>(hash);
        }
    }

    internal sealed record Entry(Task<AuthenticateResult> Result, KeySet Keys, double EndsAt);

    private sealed class Generations(ConcurrentDictionary<Key, Entry> young, ConcurrentDictionary<Key, Entry> old)
    {
        public int Added;

        public ConcurrentDictionary<Key, Entry> Young { get; } = young;

        public ConcurrentDictionary<Key, Entry> Old { get; } = old;
    }
}
