using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>
/// The rules of everything that can be held and sold: state, command and time give a change or a refusal. Nothing here
/// changes the state; <see cref="UnitState.Apply"/> does.
/// </summary>
public static class UnitDecisions
{
    /// <summary>How long a release that came before its claim keeps the claim out, in milliseconds.</summary>
    private const long EarlyReleaseMs = 10 * 60 * 1000;

    /// <summary>
    /// A claim that was so long on its way is refused: whoever sent it has given up, or is about to (after 30 seconds),
    /// and asks the unit then what became of it.
    /// </summary>
    private const long OldestClaimMs = 20_000;

    public static UnitDecision Claim(UnitState unit, ClaimUnit command, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(command.HoldId);
        var issuedMs = command.IssuedAt.ToUnixTimeMilliseconds();
        var earlier = index >= 0 ? unit.Claims[index] : null;
        if (earlier is not null && !IsSuperseded(earlier, issuedMs) && !(command.Revives && IsExpired(unit, earlier, nowMs) && earlier.IssuedMs < issuedMs))
        {
            return Again(unit, earlier, nowMs);
        }

        if (command.ExpiresAt <= now)
        {
            return UnitDecision.Refuse(RefusalCode.HoldExpired);
        }

        if (issuedMs <= unit.ForgottenMs || nowMs - issuedMs > OldestClaimMs || command.Fence < unit.Fence)
        {
            return UnitDecision.Refuse(RefusalCode.Busy);
        }

        if (command.CustomerIsProof && OfCustomer(unit, command.Customer) is { } mine && unit.IsLive(mine, nowMs))
        {
            // Where its block forgot the room that it gave the seat, the seat has another one now; of the old one nobody was told.
            return unit.Unit == command.Unit
                ? UnitDecision.Repeat(mine)
                : new UnitDecision { Claim = mine, Change = new UnitChange { NowMs = nowMs, Terms = command } };
        }

        var lapsing = Lapsing(unit, nowMs);
        var own = earlier is not null && unit.IsLive(earlier, nowMs) ? earlier.Quantity : 0;
        if (command.Capacity - unit.Held - unit.Sold - unit.Withheld + lapsing + own - unit.Removed < command.Quantity)
        {
            return UnitDecision.Refuse(RefusalCode.InsufficientSeats);
        }

        var claim = new Claim
        {
            Nonce = command.HoldId.IsCoordinated ? 0 : command.HoldId.Nonce,
            Coordinated = command.HoldId.IsCoordinated ? command.HoldId.Value : Guid.Empty,
            Quantity = command.Quantity,
            IssuedMs = issuedMs,
            TtlMs = command.ExpiresAt.ToUnixTimeMilliseconds() - issuedMs,
            TokenHash = command.TokenHash,
            Customer = command.Customer,
            UnitPriceMinor = command.UnitPriceMinor,
            IsRemoved = command.Removes,
        };
        return new UnitDecision
        {
            Claim = claim,
            Change = new UnitChange
            {
                NowMs = nowMs,
                LapsesMs = lapsing > 0 ? nowMs : 0,
                Index = index,
                Claim = claim,
                Terms = command,
            },
        };
    }

    public static UnitDecision Confirm(UnitState unit, ConfirmUnit command, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var byCustomer = command.HoldId == default;
        var index = byCustomer ? unit.Claims.FindLastIndex(claim => IsOf(claim, command.Customer)) : unit.IndexOf(command.HoldId);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        // In this order: who asks, whether it is done already, whether it is in time.
        var claim = unit.Claims[index];
        if (!command.Verdict && !command.Authorized && !byCustomer && (command.TokenHash == 0 || command.TokenHash != claim.TokenHash))
        {
            return UnitDecision.Refuse(RefusalCode.WrongToken);
        }

        if (claim.Status == HoldStatus.Confirmed)
        {
            return UnitDecision.Repeat(claim);
        }

        var inTime = command.Verdict ? unit.IsLive(claim, nowMs) : nowMs < claim.ExpiresMs;
        if (claim.Status != HoldStatus.Active || claim.IsWithheld || !inTime)
        {
            return UnitDecision.Refuse(Why(claim), claim);
        }

        if (!command.Verdict && !command.Authorized && claim.UnitPriceMinor > 0)
        {
            // Neither a provider nor staff say that it is paid. The claim stays, so that it can be.
            return UnitDecision.Refuse(RefusalCode.PaymentRequired, claim);
        }

        return UnitDecision.Put(
            index,
            claim with
            {
                Status = HoldStatus.Confirmed,
                EndedAfterMs = Math.Max(nowMs - claim.IssuedMs, 0),
                PinnedAfterMs = 0,
                Undelivered = !command.Verdict,
                Email = command.Email,
                Locale = command.Locale,
                Voucher = command.Voucher,
                SoldFor = command.SoldFor,
            },
            nowMs);
    }

    public static UnitDecision Release(UnitState unit, ReleaseUnit command, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(command.HoldId);
        if (index < 0)
        {
            return command.HoldId.IsCoordinated && command.Authorized
                ? UnitDecision.Put(-1, KeepOut(command, nowMs), nowMs)
                : UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        var claim = unit.Claims[index];
        if (claim.IssuedMs > command.IssuedAt?.ToUnixTimeMilliseconds())
        {
            return UnitDecision.Repeat(claim);
        }

        if (!command.Authorized && !MayRelease(claim, command))
        {
            return UnitDecision.Refuse(RefusalCode.WrongToken);
        }

        if (claim.Status == HoldStatus.Confirmed)
        {
            return UnitDecision.Refuse(RefusalCode.AlreadyBooked, claim);
        }

        if (claim.Status != HoldStatus.Active)
        {
            return UnitDecision.Repeat(claim);
        }

        var lapsed = command.Reason == EndReason.Expired || !unit.IsLive(claim, nowMs);
        return UnitDecision.Put(
            index,
            claim with
            {
                Status = lapsed ? HoldStatus.Expired : HoldStatus.Released,
                EndedAfterMs = Math.Max(nowMs - claim.IssuedMs, 0),
                PinnedAfterMs = 0,
                Tombstone = command.Reason == EndReason.Withdrawn,
            },
            nowMs);
    }

    public static UnitDecision Return(UnitState unit, BookingId booking, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(booking.Hold);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.BookingNotFound);
        }

        var claim = unit.Claims[index];
        return claim.Status switch
        {
            HoldStatus.Confirmed => UnitDecision.Put(index, Returned(claim, nowMs), nowMs),
            HoldStatus.Active => UnitDecision.Refuse(RefusalCode.BookingNotFound, claim),
            _ => UnitDecision.Repeat(claim),
        };
    }

    /// <summary>Some places of a booking go back. A command that knows of fewer than were given back before came late.</summary>
    public static UnitDecision Keep(UnitState unit, KeepSold command, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(command.HoldId);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.BookingNotFound);
        }

        var claim = unit.Claims[index];
        return claim.Status switch
        {
            HoldStatus.Active => UnitDecision.Refuse(RefusalCode.BookingNotFound, claim),
            HoldStatus.Confirmed when claim.GivenBack < command.GivenBack => UnitDecision.Put(
                index,
                command.Kept > 0
                    ? claim with { Quantity = Math.Min(claim.Quantity, command.Kept), SoldFor = command.SoldFor, GivenBack = command.GivenBack }
                    : Returned(claim, nowMs),
                nowMs),
            _ => UnitDecision.Repeat(claim),
        };
    }

    /// <summary>A seat that was ever sold keeps its room: its booking's id names it.</summary>
    public static UnitDecision Vacate(UnitState unit, long fence, DateTimeOffset now) =>
        unit.Held > 0 || unit.Confirmed > 0 || UnitNews.Any(unit)
            ? UnitDecision.Refuse(RefusalCode.SeatTaken)
            : new UnitDecision { Change = new UnitChange { NowMs = now.ToUnixTimeMilliseconds(), Fence = fence } };

    /// <summary>Notes that the booking was handed over.</summary>
    /// <param name="indexSlot">Where the booking asks for its facts when somebody asks for it: its place in the index, plus one. 0: it has them.</param>
    public static UnitDecision Delivered(UnitState unit, HoldId hold, long indexSlot, DateTimeOffset now)
    {
        var index = unit.IndexOf(hold);
        return index >= 0 && unit.Claims[index] is { Undelivered: true } claim
            ? new UnitDecision
            {
                Claim = claim,
                Change = new UnitChange
                {
                    NowMs = now.ToUnixTimeMilliseconds(),
                    Index = index,
                    Claim = claim with { Undelivered = false, Email = null, Locale = null, Voucher = null, IndexSlot = indexSlot },
                    Unwritten = true,
                },
            }
            : new UnitDecision { Repeated = true };
    }

    /// <summary>
    /// A coordinator that was interrupted tries anew, with a later time: what the earlier attempt claimed, or gave back,
    /// is replaced. A late message of the earlier attempt has its earlier time, and revives nothing.
    /// </summary>
    private static bool IsSuperseded(Claim claim, long issuedMs) =>
        claim.IsCoordinated && claim.Status != HoldStatus.Confirmed && !claim.IsPinned && claim.IssuedMs < issuedMs;

    private static bool IsExpired(UnitState unit, Claim claim, long nowMs) =>
        claim.Status == HoldStatus.Expired || (claim.Status == HoldStatus.Active && !unit.IsLive(claim, nowMs));

    private static UnitDecision Again(UnitState unit, Claim claim, long nowMs) =>
        claim.Status == HoldStatus.Confirmed || unit.IsLive(claim, nowMs)
            ? UnitDecision.Repeat(claim)
            : UnitDecision.Refuse(Why(claim), claim);

    private static RefusalCode Why(Claim claim) => claim.Status switch
    {
        HoldStatus.Confirmed => RefusalCode.AlreadyBooked,
        HoldStatus.Released => RefusalCode.HoldReleased,
        _ => RefusalCode.HoldExpired,
    };

    /// <summary>Places that are held and sold, without leases that are over.</summary>
    public static int Taken(UnitState unit, DateTimeOffset now) => unit.Held + unit.Sold - Lapsing(unit, now.ToUnixTimeMilliseconds());

    private static Claim Returned(Claim claim, long nowMs) => claim with
    {
        Status = HoldStatus.Released,
        EndedAfterMs = Math.Max(nowMs - claim.IssuedMs, 0),
        Undelivered = false,
        Email = null,
        Locale = null,
        Voucher = null,

        // It was a booking: that one tells how it ended.
        Told = claim.Told | HoldNews.Ended,
    };

    /// <summary>Places whose lease is over but which nobody has swept yet.</summary>
    private static int Lapsing(UnitState unit, long nowMs)
    {
        var places = 0;
        foreach (var claim in unit.Claims)
        {
            if (claim.Status == HoldStatus.Active && !unit.IsLive(claim, nowMs))
            {
                places += claim.Quantity;
            }
        }

        return places;
    }

    private static Claim? OfCustomer(UnitState unit, string? customer) => unit.Claims.FindLast(claim => IsOf(claim, customer));

    private static bool IsOf(Claim claim, string? customer) => customer is not null && claim.Customer == customer;

    private static bool MayRelease(Claim claim, ReleaseUnit command) =>
        (claim.TokenHash != 0 && claim.TokenHash == command.TokenHash) || IsOf(claim, command.Customer);

    private static Claim KeepOut(ReleaseUnit command, long nowMs) => new()
    {
        Coordinated = command.HoldId.Value,
        Status = HoldStatus.Released,
        IssuedMs = Math.Min(nowMs, command.IssuedAt?.ToUnixTimeMilliseconds() ?? nowMs),
        TtlMs = EarlyReleaseMs,
        Tombstone = true,
    };

    // A claim that is to last for longer, or until its hold's verdict.

    public static UnitDecision Extend(UnitState unit, HoldId hold, DateTimeOffset until, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(hold);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        var claim = unit.Claims[index];
        if (claim.Status == HoldStatus.Confirmed || claim.IsWithheld || !unit.IsLive(claim, nowMs))
        {
            return UnitDecision.Refuse(Why(claim), claim);
        }

        var untilMs = until.ToUnixTimeMilliseconds();
        return untilMs <= claim.ExpiresMs
            ? UnitDecision.Repeat(claim)
            : UnitDecision.Put(index, claim with { TtlMs = untilMs - claim.IssuedMs, PlacedTtlMs = claim.FirstTtlMs }, nowMs);
    }

    /// <summary>Staff keep claimed places from sale. Never more than before: of two commands that meet, the one that keeps fewer is the later.</summary>
    public static UnitDecision Withhold(UnitState unit, HoldId hold, int places, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(hold);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        var claim = unit.Claims[index];
        if (!unit.IsLive(claim, nowMs))
        {
            return UnitDecision.Refuse(Why(claim), claim);
        }

        return claim.IsWithheld && claim.Quantity <= places
            ? UnitDecision.Repeat(claim)
            : UnitDecision.Put(index, claim with { IsWithheld = true, Quantity = Math.Min(claim.Quantity, places) }, nowMs);
    }

    public static UnitDecision Pin(UnitState unit, HoldId hold, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(hold);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        var claim = unit.Claims[index];
        if (claim.Status == HoldStatus.Confirmed || (claim.Status == HoldStatus.Active && claim.IsPinned))
        {
            return UnitDecision.Repeat(claim);
        }

        return unit.IsLive(claim, nowMs) && !claim.IsWithheld
            ? UnitDecision.Put(index, claim with { PinnedAfterMs = Math.Max(nowMs - claim.IssuedMs, 0) + 1 }, nowMs)
            : UnitDecision.Refuse(Why(claim), claim);
    }
}

/// <summary>A change to apply, a repeat that changes nothing, or a refusal; and the claim that it speaks of.</summary>
public readonly record struct UnitDecision
{
    public RefusalCode Refusal { get; init; }

    public bool Repeated { get; init; }

    public Claim? Claim { get; init; }

    public UnitChange? Change { get; init; }

    public static UnitDecision Refuse(RefusalCode code, Claim? claim = null) => new() { Refusal = code, Claim = claim };

    public static UnitDecision Repeat(Claim claim) => new() { Repeated = true, Claim = claim };

    public static UnitDecision Put(int index, Claim claim, long nowMs) => new()
    {
        Claim = claim,
        Change = new UnitChange { NowMs = nowMs, Index = index, Claim = claim },
    };
}

/// <summary>Whether a block may place holds at a moment.</summary>
public static class SaleRules
{
    /// <summary>Null when it may.</summary>
    /// <param name="terms">The block's terms.</param>
    /// <param name="quantity">How many places are wanted.</param>
    /// <param name="now">The moment.</param>
    /// <param name="isEarly">They may be had before the sale opens.</param>
    public static Refusal? WhyNotPlace(BlockTerms terms, int quantity, DateTimeOffset now, bool isEarly = false)
    {
        if (WhyNotSell(terms.Status, terms.OverAt, terms.SaleWindow, now, isEarly) is { } refusal)
        {
            return refusal;
        }

        return quantity > terms.MaxQuantity
            ? new Refusal(RefusalCode.InvalidField, $"At most {terms.MaxQuantity} places can be held at once.") { Field = "qty" }
            : null;
    }

    /// <summary>As an event says by itself. Null: places of it can be had.</summary>
    public static Refusal? WhyNotPlace(EventView view, DateTimeOffset now, bool isEarly) =>
        WhyNotSell(view.Status, EventEnd.Of(view.StartsAt, view.EndsAt), view.SaleWindow, now, isEarly);

    private static Refusal? WhyNotSell(EventStatus status, DateTimeOffset? overAt, SaleWindow window, DateTimeOffset now, bool isEarly)
    {
        if (status != EventStatus.OnSale)
        {
            return new Refusal(RefusalCode.NotOnSale, $"The event is {Named(status)}.");
        }

        if (overAt is { } over && now >= over)
        {
            return new Refusal(RefusalCode.EventOver, $"It was over at {over:yyyy-MM-ddTHH:mm:ssZ}.");
        }

        return window.Contains(now) || (isEarly && window.OpensAt > now) ? null : new Refusal(RefusalCode.NotOnSale, window.OpensAt > now
            ? $"The sale opens at {window.OpensAt:O}."
            : $"The sale closed at {window.ClosesAt:O}.");
    }

    /// <summary>A hold can still be confirmed when the sale pauses or closes, not when the event is cancelled.</summary>
    public static Refusal? WhyNotConfirm(BlockTerms terms) => terms.Status == EventStatus.Cancelled
        ? new Refusal(RefusalCode.NotOnSale, "The event is cancelled.")
        : null;

    private static string Named(EventStatus status) => status switch
    {
        EventStatus.Draft => "not on sale yet",
        EventStatus.Paused => "paused",
        EventStatus.Closed => "closed",
        EventStatus.Cancelled => "cancelled",
        _ => "on sale",
    };
}
