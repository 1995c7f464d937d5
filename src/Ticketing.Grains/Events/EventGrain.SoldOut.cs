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

    public async Task BlockIsSoldOut(int block, long confirmed)
    {
        if (!_event.Value.Exists)
        {
            return;
        }

        if (_unsold == Unknown || _unsold == block)
        {
            await _looks.Next(LookWhetherSoldOut);
        }

        await Section(block).SoldOutHeard(confirmed);
    }

    private async Task<bool> LookWhetherSoldOut()
    {
        _unsold = Unknown;
        var confirmed = 0L;
        foreach (var plan in _layout.Value.Sections)
        {
            foreach (var blocks in Enumerable.Range(plan.FirstBlock, plan.BlockCount).Chunk(BlocksAtOnce))
            {
                var touched = blocks.TakeWhile(_event.Value.IsTouched).ToArray();
                var counts = await Task.WhenAll(touched.Select(block => Section(block).Counts()));
                for (var i = 0; i < blocks.Length; i++)
                {
                    if (i >= touched.Length || counts[i].Sold < EventLayout.CapacityOf(plan, blocks[i]))
                    {
                        _unsold = blocks[i];
                        return false;
                    }

                    confirmed += counts[i].Confirmed;
                }
            }
        }

        await IsSoldOut(confirmed);
        return true;
    }

    /// <summary>When it was is written before it is told, so that what is told twice is the same.</summary>
    private async Task IsSoldOut(long confirmed)
    {
        if (_event.Value.SoldOutAt != confirmed)
        {
            _event.Replace(_event.Value with { SoldOutAt = confirmed, SoldOutSince = Now });
            await _event.Changed();
        }

        if (_event.Value.SoldOutTold != confirmed)
        {
            await GrainFactory.GetGrain<IFeedGrain>(IFeedGrain.All).Append([EventFeed.SoldOut(_event.Value)]);
            _event.Replace(_event.Value with { SoldOutTold = confirmed });
            await _event.Changed();
        }
    }
}
