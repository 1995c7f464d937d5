using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Directories;

/// <summary>
/// The head of a directory: knows how many pages there are, and asks them. Lists interleave with changes, so that neither a
/// crowd of readers nor a writer keeps the other waiting.
/// </summary>
[GrainType("ticketing.directory")]
public sealed class DirectoryGrain : Grain, IDirectoryGrain
{
    private readonly Durable<DirectoryState> _directory;

    public DirectoryGrain([PersistentState("directory")] IPersistentState<DirectoryState> state) =>
        _directory = new Durable<DirectoryState>(state, this);

    public async Task Add(Guid id)
    {
        await ClearPages();
        var directory = _directory.Value;

        // A repeat comes soon after the first try, so the last two pages tell whether the id is there.
        if (directory.FullPages > 0 && (await Page(directory.FullPages - 1).All()).Contains(id))
        {
            return;
        }

        var (full, last) = (directory.FullPages, await Page(directory.FullPages).Append(id));
        if (last > DirectoryState.PageSize)
        {
            // The page was full, and the write that says so was lost.
            last = await Page(++full).Append(id);
        }

        // At once, since lists are read meanwhile.
        (directory.FullPages, directory.InLastPage) = last >= DirectoryState.PageSize ? (full + 1, 0) : (full, last);
        await _directory.Changed();
    }

    public async Task<DirectoryPage> List(int start, int limit)
    {
        var directory = _directory.Value;
        var count = (directory.FullPages * DirectoryState.PageSize) + directory.InLastPage;
        var end = (int)Math.Min((long)start + limit, count);
        var ids = ImmutableArray.CreateBuilder<Guid>();
        for (var at = start; at < end;)
        {
            var page = await Page(at / DirectoryState.PageSize).All();
            var first = at % DirectoryState.PageSize;
            var take = Math.Min(end - at, page.Length - first);
            if (take <= 0)
            {
                throw new OutcomeUnknownException("The list was changed elsewhere. Repeat the request.");
            }

            ids.AddRange(page.AsSpan(first, take));
            at += take;
        }

        await _directory.Settled();
        return new DirectoryPage(ids.ToImmutable(), end < count ? end : null);
    }

    public async Task<bool> Clear(int length)
    {
        await ClearPages();
        var directory = _directory.Value;
        if (length != (directory.FullPages * DirectoryState.PageSize) + directory.InLastPage)
        {
            return false;
        }

        // It is empty from here on; a crash leaves pages behind that the next call clears.
        (directory.PagesToClear, directory.FullPages, directory.InLastPage) = (directory.FullPages + 1, 0, 0);
        await _directory.Changed();
        await ClearPages();
        await _directory.Clear();
        return true;
    }

    /// <summary>That they are cleared is written with what comes next; until then whoever reads that they are not clears them again.</summary>
    private async Task ClearPages()
    {
        for (var directory = _directory.Value; directory.PagesToClear > 0; directory.PagesToClear--)
        {
            await Page(directory.PagesToClear - 1).Clear();
        }
    }

    private IDirectoryPageGrain Page(int number) =>
        GrainFactory.GetGrain<IDirectoryPageGrain>($"{this.GetPrimaryKeyString()}/{number}");
}
