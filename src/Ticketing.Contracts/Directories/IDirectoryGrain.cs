using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Directories;

/// <summary>
/// A list of everything of one kind ("events", "venues") in the order in which it was added, kept in pages so that
/// adding costs the same however long the list is. Keyed by the kind.
/// </summary>
[Alias("ticketing.directory")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Adds an id, durably. Again: nothing changes.</summary>
    [Alias("add")]
    Task Add(Guid id);

    /// <summary>At most <paramref name="limit"/> ids from position <paramref name="start"/> on.</summary>
    [Alias("list"), AlwaysInterleave]
    Task<DirectoryPage> List(int start, int limit);

    /// <summary>Forgets everything, if it is as long as the caller thinks. False: it is not.</summary>
    [Alias("clear")]
    Task<bool> Clear(int length);
}

/// <summary>One page of a <see cref="IDirectoryGrain"/>. Keyed by "{kind}/{number}"; called by the directory only.</summary>
[Alias("ticketing.directory-page")]
public interface IDirectoryPageGrain : IGrainWithStringKey
{
    /// <summary>Appends an id unless it is there. The number of ids in the page after that; more than a page holds when the page is full and does not have it.</summary>
    [Alias("append")]
    Task<int> Append(Guid id);

    [Alias("all")]
    Task<ImmutableArray<Guid>> All();

    [Alias("clear")]
    Task Clear();
}

/// <summary>Ids in order, and where the next page starts (null: there is none).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.directory-list")]
public sealed record DirectoryPage(
    [property: Id(0)] ImmutableArray<Guid> Ids,
    [property: Id(1)] int? Next);
