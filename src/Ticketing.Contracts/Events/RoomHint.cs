using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Events;

/// <summary>Blocks of a section that seem to have room, the best first, and how much. A hint: the units decide.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.room-hint")]
public sealed record RoomHint([property: Id(0)] ImmutableArray<BlockRoom> Blocks);

/// <summary>What a block seems to have left: places, and the most seats side by side in one row.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-room")]
public readonly record struct BlockRoom(
    [property: Id(0)] int Block,
    [property: Id(1)] int Free,
    [property: Id(2)] int LongestRun)
{
    /// <summary>False: the block knows of no claim, not even its own terms; all of it is free.</summary>
    public bool WasUsed => Free >= 0;

    public static BlockRoom NeverUsed(int block) => new(block, -1, 0);
}
