using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Inventory;

namespace Ticketing.Streaming;

/// <summary>The seats of one section as they were last seen. Never changed: a later look makes another one.</summary>
internal sealed class SeatPicture
{
    private const int BlocksAtOnce = 32;

    private readonly SectionPlan _plan;
    private readonly SeatStates[] _blocks;
    private ImmutableArray<StreamMessage> _snapshot;

    private SeatPicture(SectionPlan plan, SeatStates[] blocks, long since, long revision)
    {
        (_plan, _blocks) = (plan, blocks);
        (Since, Revision) = (since, revision);
    }

    /// <summary>The event's version when the section was first looked at; what came before is not known.</summary>
    public long Since { get; }

    /// <summary>The section's revision, as its event counted it before the seats were read.</summary>
    public long Revision { get; }

    /// <summary>All that is not available, by block. Made for the first who asks.</summary>
    public ImmutableArray<StreamMessage> Snapshot =>
        _snapshot.IsDefault ? _snapshot = [.. Enumerable.Range(0, _blocks.Length).Select(block => Message(block, null)).OfType<StreamMessage>()] : _snapshot;

    /// <summary>A first look.</summary>
    public static async Task<SeatPicture> ReadAsync(SectionPlan plan, long since, long revision, Func<int, long, Task<SeatStates?>> ask)
    {
        return new SeatPicture(plan, await AskAsync(plan, Known(plan, []), ask), since, revision);
    }

    /// <summary>A later look, and what it found to have changed, block by block.</summary>
    /// <param name="plan">The section, which may have got more seats.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="ask">Asks a block for what changed.</param>
    public async Task<(SeatPicture Picture, IEnumerable<StreamMessage> Changes)> NextAsync(SectionPlan plan, long revision, Func<int, long, Task<SeatStates?>> ask)
    {
        var before = Known(plan, _blocks);
        var next = new SeatPicture(plan, await AskAsync(plan, before, ask), Since, revision);
        return (next, Enumerable.Range(0, before.Length).Select(block => next.Message(block, before[block])).OfType<StreamMessage>());
    }

    /// <summary>Of a block that is new nothing is known.</summary>
    private static SeatStates[] Known(SectionPlan plan, SeatStates[] blocks)
    {
        var known = new SeatStates[Math.Max(plan.AllBlocks, blocks.Length)];
        Array.Fill(known, new SeatStates([], -1));
        blocks.CopyTo(known, 0);
        return known;
    }

    private static async Task<SeatStates[]> AskAsync(SectionPlan plan, SeatStates[] known, Func<int, long, Task<SeatStates?>> ask)
    {
        var seen = new SeatStates[known.Length];
        foreach (var some in Enumerable.Range(0, known.Length).Chunk(BlocksAtOnce))
        {
            await Task.WhenAll(some.Select(async block =>
                seen[block] = await ask(plan.BlockAt(block), known[block].Revision) ?? known[block]));
        }

        return seen;
    }

    /// <summary>The block's seats whose state is another than before, or, when there was no before, is not available. Null: there are none.</summary>
    private StreamMessage? Message(int block, SeatStates? before)
    {
        var now = _blocks[block];
        if (ReferenceEquals(now, before))
        {
            return null;
        }

        List<(SeatStatus Status, string Name)> changed = [];
        var seat = 0;
        foreach (var row in SeatNames.RowsOf(_plan, _plan.BlockAt(block)))
        {
            for (var at = 0; at < row.Seats; at++, seat++)
            {
                var status = StatusOf(now, seat);
                if (status != (before is null ? SeatStatus.Available : StatusOf(before, seat)))
                {
                    changed.Add((status, SeatNames.Of(_plan.SectionId, row.Label, SeatLabels.Of(row, at))));
                }
            }
        }

        return changed.Count == 0 ? null : StreamText.Seats(_plan.SectionId, changed.ToLookup(static pair => pair.Status, static pair => pair.Name));
    }

    private static SeatStatus StatusOf(SeatStates states, int seat) => seat < states.Seats.Length ? states.Seats[seat] : SeatStatus.Available;
}
