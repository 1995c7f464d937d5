using Ticketing.Holds;

namespace Ticketing.Inventory;

/// <summary>
/// How long ended claims are remembered: so that their holds can be looked at, and so that a late claim can't revive
/// them. Bounded in time and in number, so that the unit's state is; what is still to be told to those who follow is kept for
/// longer.
/// </summary>
public static class UnitMemory
{
    /// <summary>Ended claims that a unit remembers at most.</summary>
    public const int MaxEnded = 32;

    /// <summary>How long an ended claim is remembered, in milliseconds.</summary>
    public const long EndedMs = 15 * 60 * 1000;

    internal static void Forget(UnitState unit, long nowMs)
    {
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
            if (old || ended > MaxEnded)
            {
                unit.ForgottenMs = nowMs < unit.LeaseEndMs(claim)
                    ? Math.Max(unit.ForgottenMs, claim.IssuedMs)
                    : unit.ForgottenMs;
                unit.Remove(i);
            }
        }
    }
}
