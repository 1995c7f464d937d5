using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Waitlists;

/// <summary>The entries that wait or have an offer, in memory: in order, by id and by customer. Read from the pages; it can be thrown away.</summary>
public sealed class WaitlistLine
{
    private const int RememberedOffers = 32;

    private readonly Dictionary<WaitlistEntryId, WaitlistEntry> _active = [];
    private readonly Dictionary<string, WaitlistEntryId> _byCustomer = new(StringComparer.Ordinal);
    private readonly List<WaitlistEntry> _pending = [];
    private readonly Queue<(DateTimeOffset At, int Quantity)> _offers = new();

    /// <summary>Those that wait, the head first.</summary>
    public IReadOnlyList<WaitlistEntry> Pending => _pending;

    public IEnumerable<WaitlistEntry> Notified => _active.Values.Where(static entry => entry.Status == WaitlistStatus.Notified);

    public int ActiveCount => _active.Count;

    public WaitlistEntry? Find(WaitlistEntryId id) => _active.GetValueOrDefault(id);

    public WaitlistEntry? OfCustomer(string customer) => _byCustomer.TryGetValue(customer, out var id) ? _active[id] : null;

    public int? FirstNumber => _active.Count == 0 ? null : _active.Keys.Min(static id => id.Number);

    /// <summary>Takes an entry over as it is now.</summary>
    public void Put(WaitlistEntry entry)
    {
        if (_active.Remove(entry.Id, out var before))
        {
            _byCustomer.Remove(before.Customer);
            if (before.Status == WaitlistStatus.Pending)
            {
                _pending.RemoveAt(_pending.BinarySearch(before, WaitlistOrder.Instance));
            }
        }

        if (entry is { Status: WaitlistStatus.Notified, NotifiedAt: { } at } && before?.Status != WaitlistStatus.Notified)
        {
            Remember(at, entry.Quantity);
        }

        if (!entry.IsActive)
        {
            return;
        }

        _active.Add(entry.Id, entry);
        _byCustomer[entry.Customer] = entry.Id;
        if (entry.Status == WaitlistStatus.Pending)
        {
            _pending.Insert(~_pending.BinarySearch(entry, WaitlistOrder.Instance), entry);
        }
    }

    /// <summary>From 1 at the head; null for an entry that does not wait.</summary>
    public int? PositionOf(WaitlistEntry entry) =>
        _pending.BinarySearch(entry, WaitlistOrder.Instance) is >= 0 and var index ? index + 1 : null;

    /// <summary>How long it may take to the entry's turn, if places go on being offered as they were lately. Null: nobody can tell.</summary>
    public TimeSpan? EstimateFor(WaitlistEntry entry, DateTimeOffset now)
    {
        if (PositionOf(entry) is not { } position || _offers.Count == 0 || _offers.Min(static offer => offer.At) is var first && now <= first)
        {
            return null;
        }

        long places = 0;
        for (var i = 0; i < position; i++)
        {
            places += _pending[i].Quantity;
        }

        var seconds = (now - first).TotalSeconds * places / _offers.Sum(static offer => offer.Quantity);
        return TimeSpan.FromSeconds(Math.Ceiling(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds)));
    }

    private void Remember(DateTimeOffset at, int quantity)
    {
        _offers.Enqueue((at, quantity));
        if (_offers.Count > RememberedOffers)
        {
            _offers.Dequeue();
        }
    }
}

/// <summary>The order of the line: by priority, the higher first, then by joining.</summary>
public sealed class WaitlistOrder : IComparer<WaitlistEntry>
{
    public static WaitlistOrder Instance { get; } = new();

    public int Compare(WaitlistEntry? x, WaitlistEntry? y) => (x, y) switch
    {
        (null, _) or (_, null) => Comparer<object>.Default.Compare(x, y),
        _ when x.Priority != y.Priority => y.Priority.CompareTo(x.Priority),
        _ => x.Id.Number.CompareTo(y.Id.Number),
    };
}

/// <summary>The identifiers of an entry's offers: the same number of the same entry gives the same hold, so that nothing is offered twice.</summary>
public static class WaitlistOffers
{
    /// <summary>The hold of the entry's latest offer.</summary>
    public static HoldId HoldOf(WaitlistEntry entry) => HoldId.Coordinated(entry.Id.Event.Key, Derive(entry, 0));

    /// <summary>No payment token has this hash as far as anybody can find out: an offer is booked by its customer alone.</summary>
    public static ulong TokenHashOf(WaitlistEntry entry) => (ulong)Derive(entry, 1) | 1;

    /// <summary>Tells an offer from another one.</summary>
    public static ulong FingerprintOf(WaitlistEntry entry) => (ulong)Derive(entry, 2);

    private static UInt128 Derive(WaitlistEntry entry, byte what)
    {
        Span<byte> secret = stackalloc byte[16 + 16 + 4 + 1];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(secret, entry.Request);
        entry.Id.Value.TryWriteBytes(secret[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(secret[32..], entry.Offers);
        secret[36] = what;
        SHA256.HashData(secret, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}

/// <summary>
/// Who gets what is free: the first in line that it is enough for. In each section the first party that it is not enough
/// for may be passed a number of times, by smaller parties or the public; then what is freed is kept for it, for a time.
/// Each party has one such turn, so that none keeps places for good.
/// </summary>
public static class WaitlistPlan
{
    /// <param name="pending">The line, the head first.</param>
    /// <param name="rooms">The sections that somebody waits for.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="unplaceable">Parties that could not be placed although there seemed to be enough: they wait like those that don't fit.</param>
    /// <param name="now">The time.</param>
    public static WaitlistMove Next(
        IReadOnlyList<WaitlistEntry> pending,
        IReadOnlyList<SectionRoom> rooms,
        WaitlistRules rules,
        IReadOnlySet<WaitlistEntryId> unplaceable,
        DateTimeOffset now)
    {
        var free = rooms.Select(static room => room.Free).ToArray();
        var fronts = new WaitlistEntry?[rooms.Count];
        foreach (var entry in pending)
        {
            if (!Array.Exists(free, static places => places > 0))
            {
                return default;
            }

            for (var i = 0; i < rooms.Count; i++)
            {
                if (free[i] >= entry.Quantity && rooms[i].IsFor(entry) && !unplaceable.Contains(entry.Id))
                {
                    return new WaitlistMove { Offer = entry, Section = rooms[i], Passed = fronts[i] };
                }
            }

            for (var i = 0; i < rooms.Count; i++)
            {
                if (free[i] <= 0 || !rooms[i].IsFor(entry))
                {
                    continue;
                }

                if (entry.KeepUntil is { } until)
                {
                    free[i] = now < until ? 0 : free[i];
                }
                else if (fronts[i] is null && entry.Passed >= rules.MaxPasses)
                {
                    return new WaitlistMove { Keep = entry };
                }
                else
                {
                    fronts[i] ??= entry;
                }
            }
        }

        for (var i = 0; i < rooms.Count; i++)
        {
            if (free[i] > rooms[i].Public)
            {
                return new WaitlistMove { Open = true, Section = rooms[i], Passed = fronts[i] };
            }
        }

        return default;
    }
}

/// <summary>What is free in a section that somebody waits for.</summary>
public sealed record SectionRoom(SectionPlan Plan, ImmutableArray<BlockLine> Blocks)
{
    /// <summary>Offered since the blocks were asked.</summary>
    public int Taken { get; init; }

    public int Free => Blocks.Sum(static block => block.Free) - Taken;

    /// <summary>How much of it the public may have already.</summary>
    public int Public => Blocks.Sum(static block => block.Public);

    public bool IsFor(WaitlistEntry entry) => WaitlistDecisions.CanUse(Plan, entry.SectionId, entry.Quantity);
}
