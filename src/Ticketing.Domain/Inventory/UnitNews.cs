using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>
/// What became of a unit's holds and is not yet told to those who follow. The claims are the outbox, so that nothing is
/// written for it: what is told is noted in them, and written with the next change.
/// </summary>
public static class UnitNews
{
    /// <summary>Ended claims that are remembered at most until they are told. Beyond them the oldest are forgotten untold.</summary>
    public const int MaxEnded = 256;

    /// <summary>What is to be told of a claim. A hold over several units is told by its own grain.</summary>
    public static HoldNews Of(UnitState unit, Claim claim)
    {
        if (unit.NewsSinceMs == 0 || claim.IsCoordinated || claim.Tombstone)
        {
            return HoldNews.None;
        }

        var news = claim.IssuedMs >= unit.NewsSinceMs ? HoldNews.Placed : HoldNews.None;
        if (claim.Status is HoldStatus.Expired or HoldStatus.Released && claim.EndedMs >= unit.NewsSinceMs)
        {
            news |= HoldNews.Ended;
        }

        return news & ~claim.Told;
    }

    public static bool Any(UnitState unit)
    {
        if (unit.NewsSinceMs == 0)
        {
            return false;
        }

        foreach (var claim in unit.Claims)
        {
            if (Of(unit, claim) != HoldNews.None)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes that the feed has this of the hold that was placed at that time, if it is still known.</summary>
    public static UnitDecision Told(UnitState unit, HoldId hold, long issuedMs, HoldNews news, DateTimeOffset now)
    {
        var index = unit.IndexOf(hold);
        return index >= 0 && unit.Claims[index] is var claim && claim.IssuedMs == issuedMs
            ? new UnitDecision
            {
                Claim = claim,
                Change = new UnitChange
                {
                    NowMs = now.ToUnixTimeMilliseconds(),
                    Index = index,
                    Claim = claim with { Told = claim.Told | news },
                    Unwritten = true,
                },
            }
            : new UnitDecision { Repeated = true };
    }
}

/// <summary>What erasing a customer does to a unit: another name, the same places.</summary>
public static class UnitErasure
{
    public static UnitDecision Rename(UnitState unit, RenameHolder command, DateTimeOffset now)
    {
        var index = unit.IndexOf(command.HoldId);
        return index >= 0 && unit.Claims[index] is var claim && claim.Customer == command.Customer
            ? UnitDecision.Put(index, claim with { Customer = command.Pseudonym, Email = null, Locale = null }, now.ToUnixTimeMilliseconds())
            : new UnitDecision { Repeated = true };
    }
}
