using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Inventory;

/// <summary>
/// All that a unit knows: its places and every claim on them. The only truth about them; changed by
/// <see cref="Apply"/> alone, so that the running sums stay right.
/// </summary>
[GenerateSerializer, OmitDefaultMemberValues, Alias("ticketing.unit-state")]
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

    /// <summary>What a customer or a ticket type may have, counted like places: that is of no section.</summary>
    public bool IsAllowance => SectionId.Length == 0;

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

    /// <summary>A claim of a block that has made room less often than this is refused: the seat gave its own up since.</summary>
    [Id(15)]
    public long Fence { get; set; }

    /// <summary>Places ever withheld or taken away. Only grows.</summary>
    [Id(16)]
    public long EverWithheld { get; set; }

    /// <summary>Since when what becomes of holds is told, in Unix milliseconds. 0: nobody wants to know. Not the unit's own: who loads it sets it.</summary>
    public long NewsSinceMs
    {
        get => _newsSinceMs;
        set => _newsSinceMs = value;
    }

    public int Held => Current.Held;

    public int Sold => Current.Sold;

    /// <summary>Places that staff keep from sale.</summary>
    public int Withheld => Current.Withheld;

    /// <summary>Places that were taken away for good.</summary>
    public int Removed => Current.Removed;

    public int Free => Capacity - Current.Held - Current.Sold - Current.Withheld - Current.Removed;

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

    public HoldView View(Claim claim, long nowMs) => new()
    {
        HoldId = HoldOf(claim),
        Status = claim.Status == HoldStatus.Active && !claim.IsPinned && !claim.IsWithheld && nowMs >= claim.ExpiresMs ? HoldStatus.Expired : claim.Status,
        Quantity = claim.Quantity,
        SectionId = SectionId,
        Seats = Seat is null ? [] : [Seat],
        Customer = claim.Customer,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(claim.IssuedMs),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(claim.ExpiresMs),
        ConfirmedAt = claim.Status == HoldStatus.Confirmed ? DateTimeOffset.FromUnixTimeMilliseconds(claim.EndedMs) : null,
        AmountMinor = claim.Quantity * claim.UnitPriceMinor,
        Currency = Currency,
        Groups = Seat is null ? 0 : 1,
        Email = claim.Email,
        Locale = claim.Locale,
        Voucher = claim.Voucher,
        SecretHash = claim.TokenHash,
        IndexSlot = claim.IndexSlot,
    };

    public long LeaseEndMs(Claim claim) => claim.ExpiresMs + GraceMs;

    /// <summary>True for a claim that keeps places from others at <paramref name="nowMs"/>, without being sold.</summary>
    public bool IsLive(Claim claim, long nowMs) =>
        claim.Status == HoldStatus.Active && (claim.IsPinned || claim.IsWithheld || nowMs < LeaseEndMs(claim));

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
            FeesMinor = Current.FeesMinor,
            TaxesMinor = Current.TaxesMinor,
            Withheld = Withheld,
            EverWithheld = EverWithheld,
            Removed = Removed,
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

        Fence = Math.Max(Fence, change.Fence);
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
        Count(before, claim);
    }

    internal void Remove(int index)
    {
        _sums = Current.Replace(Claims[index], null);
        Claims.RemoveAt(index);
    }

    private void Count(Claim? before, Claim after)
    {
        if (after.IsWithheld)
        {
            // From now on it is nobody's hold, and counts apart. What becomes of it later changes neither sum.
            var claimed = before is { IsWithheld: false } ? before.Quantity : 0;
            Placed -= claimed;
            EverWithheld += claimed;
            return;
        }

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
            // Some of its places were given back; nothing else makes a sale smaller.
            Released += before.Status == HoldStatus.Confirmed ? before.Quantity - after.Quantity : 0;
            return;
        }

        switch (after.Status)
        {
            case HoldStatus.Confirmed: Confirmed += after.Quantity; break;
            case HoldStatus.Expired: Expired += after.Quantity; break;
            case HoldStatus.Released: Released += after.Quantity; break;
        }
    }

    private readonly record struct Sums(int Held, int Sold, int Withheld, int Removed, int Undelivered, long RevenueMinor, long FeesMinor, long TaxesMinor)
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
            HoldStatus.Active when claim.IsRemoved && claim.IsWithheld => this with { Removed = Removed + (sign * claim.Quantity) },
            HoldStatus.Active when claim.IsWithheld => this with { Withheld = Withheld + (sign * claim.Quantity) },
            HoldStatus.Active => this with { Held = Held + (sign * claim.Quantity) },
            HoldStatus.Confirmed => new Sums(
                Held,
                Sold + (sign * claim.Quantity),
                Withheld,
                Removed,
                Undelivered + (claim.Undelivered ? sign : 0),
                RevenueMinor + (sign * (claim.SoldFor?.PlacesMinor ?? claim.Quantity * claim.UnitPriceMinor)),
                FeesMinor + (sign * (claim.SoldFor?.FeesMinor ?? 0)),
                TaxesMinor + (sign * (claim.SoldFor?.TaxMinor ?? 0))),
            _ => this,
        };
    }
}

/// <summary>
/// A claim as a unit keeps it. Small on purpose, since a pool writes all of its claims at each commit: a direct claim
/// stores its nonce only, times are milliseconds (the first absolute, the others relative to it), what is 0 or null is
/// not written, and the serializer does not look whether it wrote the same claim before.
/// </summary>
[GenerateSerializer, OmitDefaultMemberValues, SuppressReferenceTracking, Immutable, Alias("ticketing.claim")]
public sealed record Claim
{
    /// <summary>The nonce of a direct hold; event, block and unit are the grain's own.</summary>
    [Id(0)]
    public ulong Nonce { get; init; }

    /// <summary>The whole id of a coordinated hold; empty for a direct one.</summary>
    [Id(1)]
    public Guid Coordinated { get; init; }

    [Id(2)]
    public int Quantity { get; init; }

    [Id(3)]
    public HoldStatus Status { get; init; }

    /// <summary>When the command was made, in Unix milliseconds.</summary>
    [Id(4)]
    public long IssuedMs { get; init; }

    [Id(5)]
    public long TtlMs { get; init; }

    /// <summary>When the claim was confirmed or ended, in milliseconds after it was issued.</summary>
    [Id(6)]
    public long EndedAfterMs { get; init; }

    [Id(7)]
    public ulong TokenHash { get; init; }

    [Id(8)]
    public string? Customer { get; init; }

    [Id(9)]
    public long UnitPriceMinor { get; init; }

    /// <summary>When a coordinator pinned the claim, in milliseconds after it was issued, plus one. 0: not pinned.</summary>
    [Id(10)]
    public long PinnedAfterMs { get; init; }

    /// <summary>Confirmed here, and neither the index of bookings nor the booking has it yet.</summary>
    [Id(11)]
    public bool Undelivered { get; init; }

    /// <summary>Without effect on the counts: it was withdrawn, or it only keeps a late claim from reviving its hold.</summary>
    [Id(12)]
    public bool Tombstone { get; init; }

    /// <summary>Where a guest can be written to: on its way to the booking, so only while <see cref="Undelivered"/>.</summary>
    [Id(20)]
    public string? Email { get; init; }

    /// <summary>What they read (BCP 47): on its way to the booking, so only while <see cref="Undelivered"/>.</summary>
    [Id(150)]
    public string? Locale { get; init; }

    /// <summary>What of it the feed has, as far as is known. Written with the next change of the unit, so it may be more.</summary>
    [Id(30)]
    public HoldNews Told { get; init; }

    /// <summary>For how long it was placed, where it lasts for longer by now; else 0.</summary>
    [Id(31)]
    public long PlacedTtlMs { get; init; }

    /// <summary>Staff who saw the payment: on its way to the booking, so only while <see cref="Undelivered"/>.</summary>
    [Id(40)]
    public PaymentVoucher? Voucher { get; init; }

    /// <summary>The place of the booking's row in the index, plus one, where the booking takes its facts from here. Written with the next change.</summary>
    [Id(41)]
    public long IndexSlot { get; init; }

    /// <summary>What its places were sold for. Null: each for <see cref="UnitPriceMinor"/>, without fees.</summary>
    [Id(50)]
    public SoldFor? SoldFor { get; init; }

    /// <summary>Staff keep the places from sale: it has no end of its own.</summary>
    [Id(60)]
    public bool IsWithheld { get; init; }

    /// <summary>When they are kept from sale, they are taken away for good.</summary>
    [Id(78)]
    public bool IsRemoved { get; init; }

    /// <summary>How many places of its hold were given back when it last heard of that.</summary>
    [Id(90)]
    public int GivenBack { get; init; }

    /// <summary>For how long it was placed at first.</summary>
    public long FirstTtlMs => PlacedTtlMs != 0 ? PlacedTtlMs : TtlMs;

    public long ExpiresMs => IssuedMs + TtlMs;

    public long EndedMs => IssuedMs + EndedAfterMs;

    public bool IsPinned => PinnedAfterMs != 0;

    public bool IsCoordinated => Coordinated != Guid.Empty;

    public bool Is(HoldId hold, ulong nonce) => IsCoordinated ? Coordinated == hold.Value : Nonce == nonce && !hold.IsCoordinated;
}

/// <summary>What a decision changes in a unit: leases to lapse, and one claim to put at an index (-1: a new one).</summary>
public readonly record struct UnitChange
{
    public long NowMs { get; init; }

    /// <summary>When not 0: every lease that is over at this moment lapses first.</summary>
    public long LapsesMs { get; init; }

    public int Index { get; init; }

    public Claim? Claim { get; init; }

    /// <summary>
    /// The change is not written by itself, so it may be lost with the activation; it must not count as a revision, or
    /// answers of the next activation would look older than they are.
    /// </summary>
    public bool Unwritten { get; init; }

    /// <summary>See <see cref="UnitState.Fence"/>. 0: as it is.</summary>
    public long Fence { get; init; }

    /// <summary>The claim command whose facts about the unit are to be kept.</summary>
    public ClaimUnit? Terms { get; init; }
}

/// <summary>
/// How long ended claims are remembered: so that their holds can be looked at, and so that a late claim can't revive
/// them. Bounded in time and in number, so that the unit's state is; what is still to be told to those who follow is kept for
/// longer.
/// </summary>
public static class UnitMemory
{
    /// <summary>Ended claims that a unit remembers at most.</summary>
    public const int MaxEnded = 32;

    /// <summary>The same of an allowance: holds of any age ask it at once, and none may seem to come too late since others came and went.</summary>
    public const int MaxEndedOfAllowance = 256;

    /// <summary>How long an ended claim is remembered, in milliseconds.</summary>
    public const long EndedMs = 15 * 60 * 1000;

    internal static void Forget(UnitState unit, long nowMs)
    {
        var most = unit.IsAllowance ? MaxEndedOfAllowance : MaxEnded;
        var ended = 0;
        for (var i = unit.Claims.Count - 1; i >= 0; i--)
        {
            var claim = unit.Claims[i];
            if (claim.Status is HoldStatus.Active or HoldStatus.Confirmed)
            {
                continue;
            }

            // The list is in the order of arrival, so counting from its end keeps the youngest.
            ended++;
            if (ended <= UnitNews.MaxEnded && UnitNews.Of(unit, claim) != HoldNews.None)
            {
                continue;
            }

            var old = nowMs - claim.EndedMs > EndedMs && nowMs >= unit.LeaseEndMs(claim);
            if (old || ended > most)
            {
                unit.ForgottenMs = nowMs < unit.LeaseEndMs(claim)
                    ? Math.Max(unit.ForgottenMs, claim.IssuedMs)
                    : unit.ForgottenMs;
                unit.Remove(i);
            }
        }
    }
}
