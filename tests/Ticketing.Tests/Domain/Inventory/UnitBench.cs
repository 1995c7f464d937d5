using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Tests.Domain.Inventory;

/// <summary>A pool of ten places, commands to it, and a clock; decisions are carried out as the grain does.</summary>
internal sealed class UnitBench(int capacity = 10)
{
    public const ulong Event = 7;
    public static readonly DateTimeOffset Start = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Ttl = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public UnitState Unit { get; } = new();

    public DateTimeOffset Now { get; set; } = Start;

    public static HoldId Direct(ulong nonce) => HoldId.InUnit(Event, 0, 0, nonce);

    public static HoldId Coordinated(ulong nonce) => HoldId.Coordinated(Event, nonce);

    public ClaimUnit Wish(HoldId hold, int quantity, string? customer = null) => new()
    {
        HoldId = hold,
        Quantity = quantity,
        Capacity = capacity,
        Customer = customer,
        TokenHash = 11,
        IssuedAt = Now,
        ExpiresAt = Now + Ttl,
        Grace = Grace,
        UnitPriceMinor = 500,
        Currency = "EUR",
        SectionId = "floor",
        EventKey = Event,
    };

    public UnitDecision Claim(HoldId hold, int quantity, string? customer = null) => Claim(Wish(hold, quantity, customer));

    public UnitDecision Claim(ClaimUnit command) => Carry(UnitDecisions.Claim(Unit, command, Now));

    public UnitDecision Extend(HoldId hold, DateTimeOffset until) => Carry(UnitDecisions.Extend(Unit, hold, until, Now));

    public UnitDecision Pin(HoldId hold) => Carry(UnitDecisions.Pin(Unit, hold, Now));

    /// <summary>By the holder; what costs something because it was paid.</summary>
    public UnitDecision Confirm(HoldId hold, ulong token = 11) => Buy(hold, token) is { Refusal: not RefusalCode.PaymentRequired } done
        ? done
        : Carry(UnitDecisions.Confirm(Unit, new ConfirmUnit(hold, Verdict: false, token, null) { Authorized = true }, Now));

    public UnitDecision Confirm(HoldId hold, string email) =>
        Carry(UnitDecisions.Confirm(Unit, new ConfirmUnit(hold, Verdict: false, TokenHash: 0, Customer: null) { Authorized = true, Email = email }, Now));

    public UnitDecision Buy(HoldId hold, ulong token = 11) =>
        Carry(UnitDecisions.Confirm(Unit, new ConfirmUnit(hold, Verdict: false, token, null), Now));

    public UnitDecision Verdict(HoldId hold) => Carry(UnitDecisions.Confirm(Unit, new ConfirmUnit(hold, Verdict: true, 0, null), Now));

    public UnitDecision Release(HoldId hold, EndReason reason = EndReason.Released) =>
        Carry(UnitDecisions.Release(Unit, new ReleaseUnit(hold, reason, Authorized: true, 0, null), Now));

    public UnitDecision Return(HoldId hold) => Carry(UnitDecisions.Return(Unit, BookingId.Of(hold), Now));

    public UnitDecision Keep(HoldId hold, int kept, int givenBack, SoldFor? sold = null) =>
        Carry(UnitDecisions.Keep(Unit, new KeepSold(hold, kept, givenBack) { SoldFor = sold }, Now));

    public UnitDecision Vacate(long fence) => Carry(UnitDecisions.Vacate(Unit, fence, Now));

    public UnitDecision Sweep() => Carry(UnitSweep.Decide(Unit, Now));

    public UnitDecision Deliver(HoldId hold, long indexSlot = 0) => Carry(UnitDecisions.Delivered(Unit, hold, indexSlot, Now));

    public HoldStatus StatusOf(HoldId hold) => Unit.View(Unit.Claims[Unit.IndexOf(hold)], Now.ToUnixTimeMilliseconds()).Status;

    public void Pass(TimeSpan time) => Now += time;

    private UnitDecision Carry(UnitDecision decision)
    {
        if (decision.Change is { } change)
        {
            Unit.Apply(change);
        }

        return decision;
    }
}
