using System.Collections.Immutable;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>The rules of a coordinated hold: what a command may do to it at a moment.</summary>
public static class HoldDecisions
{
    /// <summary>How long an ended hold is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    /// <summary>How long a hold with an idempotency key is remembered, so that a repeat meets the first answer.</summary>
    public static readonly TimeSpan KeyedRemembered = TimeSpan.FromHours(25);

    /// <summary>Null: the request is new. Else the answer that it must get.</summary>
    public static HoldAnswer? Again(HoldState hold, PlaceParts command)
    {
        if (hold.Phase is HoldPhase.None)
        {
            return null;
        }

        if (hold.Fingerprint != command.Fingerprint || hold.HoldId != command.HoldId)
        {
            return HoldAnswer.Refused(RefusalCode.IdempotencyMismatch);
        }

        return hold.Phase switch
        {
            HoldPhase.Placing => null,
            HoldPhase.Refused when (Ticketing.RefusalCode)hold.RefusalCode == Ticketing.RefusalCode.Busy => null,
            HoldPhase.Refused => new HoldAnswer(null, RefusalOf(hold), Repeated: true),
            _ => new HoldAnswer(View(hold, hold.CreatedAt) with { Status = HoldStatus.Active, ConfirmedAt = null }, Repeated: true),
        };
    }

    /// <summary>None when the hold can be confirmed now. In this order: who asks, whether it is done already, whether it is in time, whether it is paid.</summary>
    public static RefusalCode WhyNotBook(HoldState hold, BookHold command, DateTimeOffset now) => hold.Phase switch
    {
        HoldPhase.None or HoldPhase.Placing or HoldPhase.Refused => RefusalCode.HoldNotFound,
        _ when hold.HoldId != command.HoldId || hold.ExchangeFor != command.ExchangeFor => RefusalCode.HoldNotFound,
        _ when !command.Authorized && (command.TokenHash == 0 || hold.TokenHash != command.TokenHash) => RefusalCode.WrongToken,
        HoldPhase.Confirmed when !hold.Returned => RefusalCode.None,
        HoldPhase.Confirmed or HoldPhase.Released => RefusalCode.HoldReleased,
        HoldPhase.Expired => RefusalCode.HoldExpired,
        _ when now >= hold.ExpiresAt => RefusalCode.HoldExpired,

        // Neither a provider nor staff say that it is paid. The hold stays, so that it can be.
        _ => command.Authorized || AmountMinor(hold) == 0 ? RefusalCode.None : RefusalCode.PaymentRequired,
    };

    /// <summary>None when the hold can be ended by this command, or has ended already.</summary>
    public static RefusalCode WhyNotRelease(HoldState hold, ReleaseHold command) => hold.Phase switch
    {
        HoldPhase.None or HoldPhase.Placing or HoldPhase.Refused => RefusalCode.HoldNotFound,
        _ when hold.HoldId != command.HoldId => RefusalCode.HoldNotFound,
        _ when !command.Operator && !IsHolder(hold, command) => RefusalCode.WrongToken,
        HoldPhase.Confirmed => RefusalCode.AlreadyBooked,
        _ => RefusalCode.None,
    };

    public static bool IsDue(HoldState hold, DateTimeOffset now) => hold.Phase == HoldPhase.Active && now >= hold.ExpiresAt;

    /// <summary>When the grain may forget the hold. Null: never, for it is a booking.</summary>
    public static DateTimeOffset? ForgetAt(HoldState hold) => hold.Phase switch
    {
        HoldPhase.Confirmed => null,
        _ => (hold.EndedAt ?? hold.ExpiresAt) + (hold.Keyed ? KeyedRemembered : Remembered),
    };

    public static Refusal RefusalOf(HoldState hold) =>
        new((RefusalCode)hold.RefusalCode, hold.RefusalDetail) { Seats = [.. hold.RefusedSeats], Section = hold.RefusedSection };

    public static HoldView View(HoldState hold, DateTimeOffset now) => new()
    {
        HoldId = hold.HoldId,
        Status = hold.Phase switch
        {
            HoldPhase.Confirmed when !hold.Returned => HoldStatus.Confirmed,
            HoldPhase.Confirmed or HoldPhase.Released => HoldStatus.Released,
            HoldPhase.Active when now < hold.ExpiresAt => HoldStatus.Active,
            _ => HoldStatus.Expired,
        },
        Quantity = hold.Parts.Sum(part => part.Units.Sum(unit => unit.Quantity)),
        SectionId = hold.SectionId,
        Seats = [.. Seats(hold)],
        Customer = hold.Customer,
        CreatedAt = hold.CreatedAt,
        ExpiresAt = hold.ExpiresAt,
        ConfirmedAt = hold.Phase == HoldPhase.Confirmed ? hold.EndedAt : null,
        AmountMinor = AmountMinor(hold),
        Currency = hold.Currency,
        Groups = hold.Parts.Sum(part => part.Groups),
        Email = hold.Email,
        Locale = hold.Locale,
        Voucher = hold.Voucher,
        SecretHash = hold.TokenHash,
        ExchangeFor = hold.ExchangeFor,
        Prices = hold.Prices,
        PlacePrices = PlacePrices(hold),
    };

    /// <summary>What it costs.</summary>
    public static long AmountMinor(HoldState hold) => hold.Prices?.TotalMinor ?? hold.PlacedMinor ?? hold.Parts.Sum(part => part.Units.Sum(unit => unit.Quantity * unit.UnitPriceMinor));

    /// <summary>What stays sold of a part, after some of the hold's places were given back.</summary>
    public static KeepPart Kept(HoldState hold, HoldPart part)
    {
        var place = hold.Parts.TakeWhile(other => other != part).Sum(static other => other.Units.Sum(static unit => unit.Quantity));
        return new KeepPart(
            hold.HoldId,
            [
                .. part.Units.Select(unit =>
                {
                    var kept = Enumerable.Range(place + 1, unit.Quantity).Count(at => !hold.GivenBack.Contains(at));
                    place += unit.Quantity;
                    return new KeptUnit(unit.Unit, kept);
                }),
            ],
            hold.GivenBack.Count)
        {
            SoldFor = HoldPricing.SoldFor(hold, part),
        };
    }

    /// <summary>What stays sold of a ticket type's quota, after some of the hold's places were given back.</summary>
    public static KeepSold Kept(HoldState hold, HeldQuota quota)
    {
        string[] seats = [.. Seats(hold)];
        var gone = hold.GivenBack.Count(place => hold.Prices?.LineOf(place, place <= seats.Length ? seats[place - 1] : null).TypeId == quota.TypeId);
        return new KeepSold(hold.HoldId, quota.Quantity - gone, hold.GivenBack.Count);
    }

    private static ImmutableArray<long> PlacePrices(HoldState hold)
    {
        var units = hold.Parts.SelectMany(static part => part.Units);
        return hold is { Prices: null, PlacedMinor: null } && units.Select(static unit => unit.UnitPriceMinor).Distinct().Skip(1).Any()
            ? [.. units.SelectMany(static unit => Enumerable.Repeat(unit.UnitPriceMinor, unit.Quantity))]
            : [];
    }

    internal static IEnumerable<string> Seats(HoldState hold) =>
        from part in hold.Parts from unit in part.Units where unit.Seat is not null select unit.Seat;

    private static bool IsHolder(HoldState hold, ReleaseHold command) =>
        (hold.TokenHash != 0 && hold.TokenHash == command.TokenHash)
        || (command.Customer is not null && command.Customer == hold.Customer);
}

/// <summary>What of a hold is told to those who follow it. Numbers are stored: never reuse one.</summary>
[Flags]
public enum HoldNews
{
    None = 0,

    /// <summary>That it was placed.</summary>
    Placed = 1,

    /// <summary>That it expired or was released.</summary>
    Ended = 2,
}
