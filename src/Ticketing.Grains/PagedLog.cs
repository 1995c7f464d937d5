using System.Collections.Immutable;

namespace Ticketing;

/// <summary>
/// A list that only grows, for a reentrant grain: its last entries are in the grain's state, full pages are grains of their
/// own. Entries that come together share a write. Nobody is shown what is not durable: a position may be given anew after a
/// failed write.
/// </summary>
/// <param name="state">The grain's state. All that the grain changes in it is written by <see cref="Keep"/>.</param>
/// <param name="pageSize">How many entries a page has.</param>
/// <param name="fill">Fills the page of a number, durably, over what may be in it.</param>
/// <param name="read">All entries of the page of a number.</param>
/// <param name="recent">So many of the youngest stay in the state, where their grain looks for repeats.</param>
internal sealed class PagedLog<TState, T>(
    Durable<TState> state, int pageSize, Func<int, ImmutableArray<T>, Task> fill, Func<int, Task<ImmutableArray<T>>> read, int recent = 0)
    where TState : IPagedLogState<T>
{
    private readonly SharedRound<bool> _rounds = new();
    private int _changes;

    /// <summary>What is durable. Null: all that was read, since nothing was added.</summary>
    private (long First, long End)? _kept;

    /// <summary>The position of the first entry that is in no page.</summary>
    public long First => (long)state.Value.FullPages * pageSize;

    /// <summary>The position that the next entry will have.</summary>
    public long End => First + Last.Count;

    /// <summary>What is before this position is durable.</summary>
    public long DurableEnd => Kept.End;

    private List<T> Last => state.Value.Last;

    private (long First, long End) Kept => _kept ?? (First, End);

    /// <summary>Adds entries at the end; gives the position of the first. <see cref="Keep"/> writes them.</summary>
    public long Add(params ImmutableArray<T> entries)
    {
        _kept ??= (First, End);
        var position = End;
        Last.AddRange(entries);
        return position;
    }

    /// <summary>Changes entries that are in no page. <see cref="Keep"/> writes them; a page that is being filled is filled again.</summary>
    public void Change(Action<List<T>> change)
    {
        change(Last);
        _changes++;
    }

    /// <summary>Completes when all that was changed in the state until now is durable.</summary>
    public Task Keep() => _rounds.Next(Write);

    /// <summary>Comes before a change in a full page: one that is not durably known to be full would be filled again, without the change.</summary>
    public Task Seal(long position) => position >= Kept.First ? Keep() : Task.CompletedTask;

    /// <summary>The entries from a position to the end of its page, perhaps with a change that is not durable yet. None: they are not there yet, or the page is gone.</summary>
    public async Task<ImmutableArray<T>> Read(long position)
    {
        var (number, slot) = ((int)(position / pageSize), (int)(position % pageSize));
        if (number < state.Value.FullPages)
        {
            return [.. (await read(number)).Skip(slot)];
        }

        var shown = Math.Clamp(DurableEnd - position, 0, pageSize - slot);
        return [.. Last.Skip((int)(position - First)).Take((int)shown)];
    }

    /// <summary>The entries of a page, once their changes are durable, too.</summary>
    public async Task<ImmutableArray<T>> Page(int number)
    {
        var entries = await Read((long)number * pageSize);
        await state.Settled();
        return entries;
    }

    private async Task<bool> Write()
    {
        var (first, end) = (First, End);
        await state.Changed();
        _kept = (first, end);
        while (First + recent + pageSize <= end)
        {
            // After the write: an activation beside the one that knows better fails there, and fills no page. That it is full is
            // written with the next entries; a page that is filled again until then gets the same.
            var changes = _changes;
            await fill(state.Value.FullPages, [.. Last.Take(pageSize)]);
            if (changes == _changes)
            {
                state.Value.FullPages++;
                Last.RemoveRange(0, pageSize);
            }
        }

        return true;
    }
}
