using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Inventory;

namespace Ticketing.Waitlists;

/// <summary>What is free in a section that somebody waits for.</summary>
public sealed record SectionRoom(SectionPlan Plan, ImmutableArray<BlockLine> Blocks)
{
    /// <summary>Offered since the blocks were asked.</summary>
    public int Taken { get; init; }

    public int Free => Blocks.Sum(static block => block.Free) - Taken;

    /// <summary>How much of it the public may have already.</summary>
    public int Public => Blocks.Sum(static block => block.Public);

    public bool IsFor(WaitlistEntry entry) => WaitlistDecisions.CanUse(Plan, entry.SectionId, entry.Quantity);
}
