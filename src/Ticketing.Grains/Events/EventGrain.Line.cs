using System.Collections.Immutable;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>The event's gates, which its waitlist closes and opens.</summary>
public sealed partial class EventGrain
{
    public async Task<GateView> Gate(ImmutableArray<string> sections, long version)
    {
        var change = EventDecisions.Gate(_event.Value, sections, version);
        if (change.Changed)
        {
            _event.Replace(change.State);
        }

        // Also when they are so already: an activation beside the one that knows better fails here.
        await _event.Changed();
        await Announce();
        return new GateView(_event.Value.Gated, _event.Value.GateVersion);
    }

    public async Task<ImmutableArray<BlockLine>> LineRooms(string sectionId, int fresh)
    {
        if (Sections.FirstOrDefault(section => section.SectionId == sectionId) is not { } plan)
        {
            return [];
        }

        var lines = ImmutableArray.CreateBuilder<BlockLine>();
        HashSet<int> used = [];
        foreach (var blocks in _event.Value.TouchedBlocks().Where(block => plan.IndexOf(block) >= 0).Chunk(BlocksAtOnce))
        {
            var asked = await Task.WhenAll(blocks.Select(block => Section(block).Line()));
            used.UnionWith(asked.Where(line => line.Free >= 0).Select(line => line.Block));
            lines.AddRange(asked.Where(line => line.Free > 0));
        }

        foreach (var block in plan.Blocks.Where(block => !used.Contains(block)).Take(fresh))
        {
            lines.Add(await Fresh(plan, block));
        }

        return lines.ToImmutable();
    }

    /// <summary>All of a block that was never used is free. How much of it the public may have, it knows itself.</summary>
    private async Task<BlockLine> Fresh(SectionPlan plan, int block)
    {
        var line = await Section(block).Line();
        var capacity = EventLayout.CapacityOf(plan, block);
        return line.Free >= 0 ? line : line with { Free = capacity, Public = Math.Min(line.Public, capacity), LongestRun = RoomRules.LongestRow(plan, block) };
    }
}
