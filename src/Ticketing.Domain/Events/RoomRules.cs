using System.Collections.Immutable;

namespace Ticketing.Events;

/// <summary>Which blocks of a section a party should be sent to.</summary>
public static class RoomRules
{
    /// <summary>
    /// Blocks with room, the best first: for seats those where the party can sit together, from the front, then those
    /// with the most room; for places those already in use first, then fresh ones. A block that was never used has all
    /// of its room.
    /// </summary>
    public static ImmutableArray<BlockRoom> Best(SectionPlan plan, ImmutableArray<BlockRoom> touched, int quantity, int most)
    {
        var used = touched.Select(room => room.Block).ToHashSet();
        var rooms = touched.Where(room => room.Free > 0);
        if (plan.Kind == SectionKind.General)
        {
            return
            [
                .. rooms.OrderByDescending(room => room.Free >= quantity).ThenBy(room => room.Block).Concat(Fresh(plan, used)).Take(most),
            ];
        }

        var all = rooms.Concat(Fresh(plan, used)).ToArray();
        return
        [
            .. all.Where(room => room.LongestRun >= quantity).OrderBy(room => room.Block)
                .Concat(all.Where(room => room.LongestRun < quantity).OrderByDescending(room => room.Free).ThenBy(room => room.Block))
                .Take(most),
        ];
    }

    private static IEnumerable<BlockRoom> Fresh(SectionPlan plan, HashSet<int> used)
    {
        for (var block = plan.FirstBlock; block < plan.FirstBlock + plan.BlockCount; block++)
        {
            if (!used.Contains(block))
            {
                yield return new BlockRoom(block, EventLayout.CapacityOf(plan, block), LongestRow(plan, block));
            }
        }
    }

    public static int LongestRow(SectionPlan plan, int block)
    {
        if (plan.Kind == SectionKind.General)
        {
            return 0;
        }

        var longest = 0;
        foreach (var row in SeatNames.RowsOf(plan, block))
        {
            longest = Math.Max(longest, row.Seats);
        }

        return longest;
    }
}
