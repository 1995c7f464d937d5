using Orleans;
using Ticketing.Feeds;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>The head of a waitlist: where its entries are. They themselves are in pages, so that joining costs the same however long the line is.</summary>
[GenerateSerializer, Alias("ticketing.waitlist-state")]
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

/// <summary>Some entries of a waitlist that follow one another. One that was never acknowledged may be missing among them.</summary>
[GenerateSerializer, Alias("ticketing.waitlist-page-state")]
public sealed class WaitlistPageState
{
    [Id(0)]
    public List<WaitlistEntry> Entries { get; set; } = [];

    /// <summary>How many activations of the line have opened it. Only the last of them may write.</summary>
    [Id(1)]
    public int Opened { get; set; }

    /// <summary>The outbox: steps that the feed may not have yet, in order.</summary>
    [Id(2)]
    public List<FeedEvent> Untold { get; set; } = [];

    /// <summary>Those whose turn has come, and who may not have been written to.</summary>
    [Id(3)]
    public List<WaitlistEntryId> Letters { get; set; } = [];

    /// <summary>Puts entries in the place of their former versions, all or none; never for a line that another one came after.</summary>
    public bool TryPut(int opened, IReadOnlyCollection<WaitlistEntry> entries)
    {
        if (opened != Opened)
        {
            return false;
        }

        foreach (var entry in entries)
        {
            var known = Entries.Find(known => known.Id.Number == entry.Id.Number);
            if (known is null ? entry.Version != 1 : known.Id != entry.Id || known.Version + 1 != entry.Version)
            {
                return false;
            }
        }

        foreach (var entry in entries)
        {
            var index = Entries.FindIndex(known => known.Id == entry.Id);
            if (entry.Status == WaitlistStatus.Notified && !Letters.Contains(entry.Id))
            {
                Letters.Add(entry.Id);
            }

            Untold.AddRange(WaitlistFeed.Steps(index < 0 ? null : Entries[index], entry));
            if (index < 0)
            {
                Entries.Add(entry);
                continue;
            }

            if (Entries[index].Customer != entry.Customer)
            {
                // Who was erased is not told of by name.
                FeedErasure.Rename(Untold, Entries[index].Customer, entry.Customer);
            }

            Entries[index] = entry;
        }

        return true;
    }
}

/// <summary>What is configured for waitlists.</summary>
/// <param name="OfferTime">How long an offer is open.</param>
/// <param name="MaxPasses">How often smaller parties, or the public, may pass the first party that does not fit in what is free.</param>
/// <param name="KeepTime">How long after that what is freed is kept for it. Each party has one such turn.</param>
public sealed record WaitlistRules(TimeSpan OfferTime, int MaxPasses, TimeSpan KeepTime)
{
    /// <summary>Priorities run from 0 to this.</summary>
    public const int MaxPriority = 100;

    /// <summary>The shop's page on which an offer is booked, with <see cref="WaitlistOffer.EntryMark"/> for the entry; in letters. Null: none.</summary>
    public string? BookUrl { get; init; }

    public static WaitlistRules Default { get; } = new(TimeSpan.FromHours(24), 3, TimeSpan.FromHours(6));
}

/// <summary>The next thing to do with what is free. At most one of the first three members is there; none: nothing.</summary>
public readonly record struct WaitlistMove
{
    /// <summary>The entry that gets an offer, in <see cref="Section"/>.</summary>
    public WaitlistEntry? Offer { get; init; }

    /// <summary>The entry whose turn of keeping begins.</summary>
    public WaitlistEntry? Keep { get; init; }

    /// <summary>What is free in <see cref="Section"/> goes back to the public.</summary>
    public bool Open { get; init; }

    public SectionRoom? Section { get; init; }

    /// <summary>The entry that is passed by this, and counts it.</summary>
    public WaitlistEntry? Passed { get; init; }
}
