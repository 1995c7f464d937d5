using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

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
