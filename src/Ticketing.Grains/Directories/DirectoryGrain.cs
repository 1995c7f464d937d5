using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Directories;

/// <summary>The head of a directory: knows how many pages there are, and asks them.</summary>
[GrainType("ticketing.directory")]
public sealed class DirectoryGrain : Grain, IDirectoryGrain
{
    private readonly Durable<DirectoryState> _directory;

    public DirectoryGrain([PersistentState("directory")] IPersistentState<DirectoryState> state) =>
        _directory = new Durable<DirectoryState>(state, this);

    public async Task Add(Guid id)
    {
        await Cleared();
        var directory = _directory.Value;

        // A repeat comes soon after the first try, so the last two pages tell whether the id is there.
        if (directory.FullPages > 0 && (await Page(directory.FullPages - 1).All()).Contains(id))
        {
            return;
        }

        directory.InLastPage = await Page(directory.FullPages).Append(id);
        if (directory.InLastPage > DirectoryState.PageSize)
        {
            // The page was full, and the write that says so was lost.
            directory.InLastPage = await Page(++directory.FullPages).Append(id);
        }

        if (directory.InLastPage >= DirectoryState.PageSize)
        {
            directory.FullPages++;
            directory.InLastPage = 0;
        }

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

        return new DirectoryPage(ids.ToImmutable(), end < count ? end : null);
    }

    public async Task<bool> Clear(int length)
    {
        await Cleared();
        var directory = _directory.Value;
        if (length != (directory.FullPages * DirectoryState.PageSize) + directory.InLastPage)
        {
            return false;
        }

        // It is empty from here on; a crash leaves pages behind that the next call clears.
        (directory.PagesToClear, directory.FullPages, directory.InLastPage) = (directory.FullPages + 1, 0, 0);
        await _directory.Changed();
        await Cleared();
        return true;
    }

    private async Task Cleared()
    {
        if (_directory.Value.PagesToClear is not 0 and var pages)
        {
            for (var page = 0; page < pages; page++)
            {
                await Page(page).Clear();
            }

            await _directory.Clear();
            _directory.Replace(new DirectoryState());
        }
    }

    private IDirectoryPageGrain Page(int number) =>
        GrainFactory.GetGrain<IDirectoryPageGrain>($"{this.GetPrimaryKeyString()}/{number}");
}
