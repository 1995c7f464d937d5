using Ticketing.Identifiers;

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
