using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Inventory;

/// <summary>
/// All that a unit knows: its places and every claim on them. The only truth about them; changed by
/// <see cref="Apply"/> alone, so that the running sums stay right.
/// </summary>
[PersistedState, GenerateSerializer, Alias("ticketing.unit-state")]
public sealed class UnitState
{
    [NonSerialized]
    private Sums? _sums;

    [NonSerialized]
    private long _newsSinceMs;

    [Id(0)]
    public long Revision { get; set; }

    [Id(1)]
    public int Capacity { get; set; }

    [Id(2)]
    public string SectionId { get; set; } = "";

    [Id(3)]
    public string Currency { get; set; } = "";

    /// <summary>The seat's name. Null for a pool.</summary>
    [Id(4)]
    public string? Seat { get; set; }

    /// <summary>How long a lease outlives its hold's end.</summary>
    [Id(5)]
    public long GraceMs { get; set; }

    [Id(6)]
    public List<Claim> Claims { get; set; } = [];

    [Id(7)]
    public long Placed { get; set; }

    [Id(8)]
    public long Expired { get; set; }

    [Id(9)]
    public long Released { get; set; }

    [Id(10)]
    public long Confirmed { get; set; }

    /// <summary>A claim issued no later than this and unknown here may be one that was forgotten after its release.</summary>
    [Id(11)]
    public long ForgottenMs { get; set; }

    [Id(12)]
    public ulong EventKey { get; set; }

    [Id(13)]
    public int Block { get; set; }

    /// <summary>The unit's number within its block.</summary>
    [Id(14)]
    public int Unit { get; set; }

    /// <summary>Since when what becomes of holds is told, in Unix milliseconds. 0: nobody wants to know. Not the unit's own: who loads it sets it.</summary>
    [NotPersisted]
    public long NewsSinceMs
    {
        get => _newsSinceMs;
        set => _newsSinceMs = value;
    }

    [NotPersisted]
    public int Held => Current.Held;

    [NotPersisted]
    public int Sold => Current.Sold;

    [NotPersisted]
    public int Free => Capacity - Current.Held - Current.Sold;

    [NotPersisted]
    public int Undelivered => Current.Undelivered;

    private Sums Current => _sums ??= Sums.Of(Claims);

    public int IndexOf(HoldId hold)
    {
        var nonce = hold.Nonce;
        for (var i = 0; i < Claims.Count; i++)
        {
            if (Claims[i].Is(hold, nonce))
            {
                return i;
            }
        }

        return -1;
    }

    public HoldId HoldOf(Claim claim) =>
        claim.IsCoordinated ? new HoldId(claim.Coordinated) : HoldId.InUnit(EventKey, Block, Unit, claim.Nonce);

    public ClaimView View(Claim claim, long nowMs) => new()
    {
        HoldId = HoldOf(claim),
        Quantity = claim.Quantity,
        Customer = claim.Customer,
        Status = claim.Status == HoldStatus.Active && !claim.IsPinned && nowMs >= claim.ExpiresMs ? HoldStatus.Expired : claim.Status,
        Pinned = claim.IsPinned,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(claim.IssuedMs),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(claim.ExpiresMs),
        ConfirmedAt = claim.Status == HoldStatus.Confirmed ? DateTimeOffset.FromUnixTimeMilliseconds(claim.EndedMs) : null,
        UnitPriceMinor = claim.UnitPriceMinor,
        Currency = Currency,
        Email = claim.Email,
    };

    public long LeaseEndMs(Claim claim) => claim.ExpiresMs + GraceMs;

    /// <summary>True for a claim that keeps places from others at <paramref name="nowMs"/>, without being sold.</summary>
    public bool IsLive(Claim claim, long nowMs) =>
        claim.Status == HoldStatus.Active && (claim.IsPinned || nowMs < LeaseEndMs(claim));

    public UnitCounts Counts() => new()
    {
        Revision = Revision,
        Places = new BlockCounts
        {
            Held = Held,
            Sold = Sold,
            Placed = Placed,
            Expired = Expired,
            Released = Released,
            Confirmed = Confirmed,
            RevenueMinor = Current.RevenueMinor,
        },
        Undelivered = Undelivered + (UnitNews.Any(this) ? 1 : 0),
        NextSweepMs = UnitSweep.NextMs(this),
    };

    /// <summary>Carries a decision out.</summary>
    public void Apply(in UnitChange change)
    {
        Revision += change.Unwritten ? 0 : 1;
        if (change.Terms is { } terms)
        {
            Capacity = terms.Capacity;
            SectionId = terms.SectionId;
            Currency = terms.Currency;
            Seat = terms.Seat;
            GraceMs = (long)terms.Grace.TotalMilliseconds;
            EventKey = terms.EventKey;
            Block = terms.Block;
            Unit = terms.Unit;
        }

        if (change.LapsesMs != 0)
        {
            UnitSweep.Lapse(this, change.LapsesMs);
        }

        if (change.Claim is { } claim)
        {
            Put(change.Index, claim);
        }

        UnitMemory.Forget(this, change.NowMs);
    }

    internal void Put(int index, Claim claim)
    {
        var before = index < 0 ? null : Claims[index];
        if (before is null)
        {
            Claims.Add(claim);
        }
        else
        {
            Claims[index] = claim;
        }

        _sums = Current.Replace(before, claim);
        Tell(before, claim);
    }

    internal void Remove(int index)
    {
        _sums = Current.Replace(Claims[index], null);
        Claims.RemoveAt(index);
    }

    private void Tell(Claim? before, Claim after)
    {
        if (after.Tombstone)
        {
            // A withdrawn part never counted as a hold of its own.
            Placed -= before is { Tombstone: false } ? before.Quantity : 0;
            return;
        }

        if (before is null)
        {
            Placed += after.Quantity;
        }

        if (before?.Status == after.Status)
        {
            return;
        }

        switch (after.Status)
        {
            case HoldStatus.Confirmed: Confirmed += after.Quantity; break;
            case HoldStatus.Expired: Expired += after.Quantity; break;
            case HoldStatus.Released: Released += after.Quantity; break;
        }
    }

    private readonly record struct Sums(int Held, int Sold, int Undelivered, long RevenueMinor)
    {
        public static Sums Of(List<Claim> claims)
        {
            var sums = default(Sums);
            foreach (var claim in claims)
            {
                sums = sums.Replace(null, claim);
            }

            return sums;
        }

        public Sums Replace(Claim? before, Claim? after) => Add(before, -1).Add(after, 1);

        private Sums Add(Claim? claim, int sign) => claim?.Status switch
        {
            HoldStatus.Active => this with { Held = Held + (sign * claim.Quantity) },
            HoldStatus.Confirmed => new Sums(
                Held,
                Sold + (sign * claim.Quantity),
                Undelivered + (claim.Undelivered ? sign : 0),
                RevenueMinor + (sign * claim.Quantity * claim.UnitPriceMinor)),
            _ => this,
        };
    }
}
