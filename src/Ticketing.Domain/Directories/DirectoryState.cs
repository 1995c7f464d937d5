using Orleans;

namespace Ticketing.Directories;

/// <summary>How many ids each page of a directory holds; all but the last are full.</summary>
[GenerateSerializer, Alias("ticketing.directory-state")]
public sealed class DirectoryState
{
    /// <summary>Ids in one page.</summary>
    public const int PageSize = 512;

    [Id(0)]
    public int FullPages { get; set; }

    [Id(1)]
    public int InLastPage { get; set; }

    /// <summary>Pages that are still to be cleared, since the directory was. 0: none.</summary>
    [Id(20)]
    public int PagesToClear { get; set; }
}

/// <summary>The ids of one page, in the order in which they were added.</summary>
[GenerateSerializer, Alias("ticketing.directory-page-state")]
public sealed class DirectoryPageState
{
    [Id(0)]
    public List<Guid> Ids { get; set; } = [];
}
