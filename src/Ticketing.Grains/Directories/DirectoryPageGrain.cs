using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Directories;

/// <summary>One page of a directory.</summary>
[GrainType("ticketing.directory-page")]
public sealed class DirectoryPageGrain : Grain, IDirectoryPageGrain
{
    private readonly Durable<DirectoryPageState> _page;

    public DirectoryPageGrain([PersistentState("page")] IPersistentState<DirectoryPageState> state) =>
        _page = new Durable<DirectoryPageState>(state, this);

    public async Task<int> Append(Guid id)
    {
        if (!_page.Value.Ids.Contains(id))
        {
            if (_page.Value.Ids.Count >= DirectoryState.PageSize)
            {
                return DirectoryState.PageSize + 1;
            }

            _page.Value.Ids.Add(id);
            await _page.Changed();
        }

        return _page.Value.Ids.Count;
    }

    public Task<ImmutableArray<Guid>> All() => Task.FromResult(_page.Value.Ids.ToImmutableArray());

    public Task Clear() => _page.Clear();
}
