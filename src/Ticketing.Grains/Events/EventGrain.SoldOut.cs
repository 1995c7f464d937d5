using Ticketing.Feeds;

namespace Ticketing.Events;

/// <summary>
/// Whether the event is sold out. Blocks say when they are; as long as one that had places has not said so, there is
/// nothing to look at, so a large event is not counted anew with every block.
/// </summary>
public sealed partial class EventGrain
{
    private const int Unknown = -1;
    private readonly SharedRound<bool> _looks = new();

    /// <summary>A block that was not sold out when it was last looked at.</summary>
    private int _unsold = Unknown;

    public async Task BlockIsSoldOut(int block, long taken)
    {
        if (!_event.Value.Exists)
        {
            return;
        }

        if (!_event.Value.IsTouched(block))
        {
            // An activation beside the one that knows of its first use fails here.
            await _event.Changed();
        }

        if (_unsold == Unknown || _unsold == block)
        {
            await _looks.Next(LookWhetherSoldOut);
        }

        if (_unsold == block)
        {
            // Something went back meanwhile; or the answer came from elsewhere, while the block is active twice. Then it tells again.
            return;
        }

        await Section(block).SoldOutHeard(taken);
    }

    private async Task<bool> LookWhetherSoldOut()
    {
        // One that was never used tells without being asked.
        _unsold = Sections.SelectMany(static plan => plan.Blocks).Where(block => !_event.Value.IsTouched(block)).FirstOrDefault(Unknown);
        if (_unsold != Unknown)
        {
            return false;
        }

        var confirmed = 0L;
        foreach (var plan in Sections)
        {
            foreach (var blocks in plan.Blocks.Chunk(BlocksAtOnce))
            {
                var counts = await Task.WhenAll(blocks.Select(block => Section(block).Counts()));
                for (var i = 0; i < blocks.Length; i++)
                {
                    if (counts[i].Gone < EventLayout.CapacityOf(plan, blocks[i]))
                    {
                        _unsold = blocks[i];
                        return false;
                    }
                }

                confirmed += counts.Sum(static block => block.Confirmed);
            }
        }

        await IsSoldOut(confirmed);
        return true;
    }

    /// <summary>
    /// When it was is written before it is told, so that what is told twice is the same. How many were ever sold only grows:
    /// a block that is active twice may say less, and what is known does not go back to that.
    /// </summary>
    private async Task IsSoldOut(long confirmed)
    {
        if (_event.Value.SoldOutAt < confirmed)
        {
            _event.Replace(_event.Value with { SoldOutAt = confirmed, SoldOutSince = Now });
            await _event.Changed();
        }

        var soldOut = _event.Value;
        if (soldOut.SoldOutTold < soldOut.SoldOutAt)
        {
            await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append([EventFeed.SoldOut(soldOut)]);
            _event.Replace(_event.Value with { SoldOutTold = soldOut.SoldOutAt });
            await _event.Changed();
        }
    }
}
