using System.Collections.Immutable;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>
/// The roll-up. Readers share it: one that arrives while the blocks are being asked waits for the next round, which
/// begins after it arrived, so what it gets is never older than its question, and a crowd costs one round at a time.
/// </summary>
public sealed partial class EventGrain
{
    /// <summary>How many blocks a party is sent to at most.</summary>
    private const int MaxHints = 32;

    private readonly SharedRound<EventCounts> _counts = new();
    private readonly Dictionary<string, SharedRound<ImmutableArray<BlockRoom>>> _rooms = [];

    public async Task<EventCounts?> Counts() => _event.Value.Exists ? await _counts.Next(Count) : null;

    public async Task<RoomHint> FindRoom(string sectionId, int quantity)
    {
        if (Sections.FirstOrDefault(section => section.SectionId == sectionId) is not { } plan)
        {
            return new RoomHint([]);
        }

        if (!_rooms.TryGetValue(sectionId, out var round))
        {
            _rooms[sectionId] = round = new SharedRound<ImmutableArray<BlockRoom>>();
        }

        return new RoomHint(RoomRules.Best(plan, await round.Next(() => TouchedRooms(plan)), quantity, MaxHints));
    }

    private async Task<EventCounts> Count()
    {
        var at = Now;
        List<(int Block, BlockCounts Counts)> found = [];
        foreach (var blocks in _event.Value.TouchedBlocks().Chunk(BlocksAtOnce))
        {
            found.AddRange(blocks.Zip(await Task.WhenAll(blocks.Select(block => Section(block).Counts()))));
        }

        // The layout after the counts: a block that got more places meanwhile may have sold some of them.
        var (facts, sections) = (_event.Value.Version, Sections);
        var sums = new BlockCounts[sections.Length];
        foreach (var (block, counts) in found)
        {
            sums[EventLayout.IndexOf(sections, block)] += counts;
        }

        await _event.Settled();
        return new EventCounts(at, [.. sections.Select((plan, i) => new SectionCounts(plan.SectionId, plan.Capacity, sums[i]))], facts);
    }

    private async Task<ImmutableArray<BlockRoom>> TouchedRooms(SectionPlan plan)
    {
        var rooms = ImmutableArray.CreateBuilder<BlockRoom>();
        var touched = _event.Value.TouchedBlocks()
            .Where(block => plan.IndexOf(block) >= 0);
        foreach (var blocks in touched.Chunk(BlocksAtOnce))
        {
            // A touched block whose first claim came to nothing is as good as untouched.
            rooms.AddRange((await Task.WhenAll(blocks.Select(block => Section(block).Room()))).Where(room => room.WasUsed));
        }

        return rooms.ToImmutable();
    }
}
