using Orleans;
using Ticketing.Feeds;
using Ticketing.Identifiers;
using Ticketing.Persistence;

namespace Ticketing.Waitlists;

/// <summary>Some entries of a waitlist that follow one another. One that was never acknowledged may be missing among them.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.waitlist-page-state")]
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
