using Orleans;

namespace Ticketing.Inventory;

/// <summary>What a block has for the waitlist.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-line")]
public readonly record struct BlockLine
{
    [Id(0)]
    public int Block { get; init; }

    /// <summary>All that is free, whoever may have it. -1: the block was never used.</summary>
    [Id(1)]
    public int Free { get; init; }

    /// <summary>The most seats side by side in one row.</summary>
    [Id(2)]
    public int LongestRun { get; init; }

    /// <summary>Places ever held in the block.</summary>
    [Id(3)]
    public long Placed { get; init; }

    /// <summary>How much of what is free the public may have.</summary>
    [Id(4)]
    public int Public { get; init; }
}
