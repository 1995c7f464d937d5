using Orleans;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Waitlists;

/// <summary>The head of a waitlist: where its entries are. They themselves are in pages, so that joining costs the same however long the line is.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.waitlist-state")]
public sealed class WaitlistState
{
    /// <summary>Entries in one page.</summary>
    public const int PageSize = 64;

    /// <summary>The default: nobody ever joined.</summary>
    [Id(0)]
    public EventId EventId { get; set; }

    /// <summary>How many pages were begun.</summary>
    [Id(1)]
    public int Pages { get; set; }

    /// <summary>No page before this one has an entry that waits or has an offer.</summary>
    [Id(2)]
    public int FirstPage { get; set; }
}
