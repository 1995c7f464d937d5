using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Streaming;

/// <summary>
/// Looking. All that a look costs is a roll-up of counts, as <c>GET …/status</c> does; only what that says has changed is
/// asked for: the facts, the seats of a section that somebody asked for, and of those the blocks that have changed.
/// </summary>
internal sealed partial class EventWatch
{
    /// <summary>How long an older state than was shown is taken for a late answer, and not for what storage has lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long? _behindSince;

    /// <summary>The sections as they are laid out: those of a listener are from when it came.</summary>
    private ImmutableArray<SectionPlan> _sections = [];

    /// <summary>True when it saw something new. Keeps nothing of a look that failed.</summary>
    private async Task<bool> LookAsync(ImmutableArray<SectionPlan> joining)
    {
        var counts = await _event.Counts() ?? throw new InvalidOperationException($"There is no event {id}.");
        var isAnew = _shown is null || IsLost(counts);
        if (!isAnew && counts.Version < _shown!.Version)
        {
            return false;
        }

        var facts = isAnew || _shown!.FactsVersion < counts.FactsVersion ? await _event.Get() : null;
        _sections = facts?.Sections ?? _sections;
        List<StreamMessage> changes = facts is null ? [] : [StreamText.Facts(facts)];
        var seats = await LookAtSeatsAsync(counts, joining, isAnew ? [] : _seats, changes);
        if (!isAnew && changes.Count == 0 && IsSame(counts.Sections, _shown!.Counts.Sections))
        {
            if (counts.Version != _shown.Version)
            {
                _recent.Add(new Parcel(counts.Version, []));
            }

            (_seats, _shown) = (seats, _shown with { Version = counts.Version });
            return false;
        }

        var shown = new Shown(counts.Version, facts?.Version ?? _shown!.FactsVersion, counts, facts is null ? _shown!.Facts : changes[0], StreamText.Status(counts));
        (_seats, _shown) = (seats, shown);
        if (isAnew)
        {
            _recent = new RecentParcels(shown.Version);
            _name = Math.Max(1, (uint)ids.Next());
            Hand(Snapshot(shown, ListenedTo(), isResync: true));
            return true;
        }

        var parcel = StreamText.Pack(shown.Version, _name, [.. changes, shown.Status]);
        _recent.Add(parcel);
        Hand(parcel);
        return true;
    }

    /// <summary>Only sections that somebody listens to, and of those only what has changed.</summary>
    private async Task<Dictionary<string, SeatPicture>> LookAtSeatsAsync(
        EventCounts counts, ImmutableArray<SectionPlan> joining, Dictionary<string, SeatPicture> known, List<StreamMessage> changes)
    {
        Dictionary<string, SeatPicture> seats = [];
        foreach (var wanted in ListenedTo().UnionBy(joining, static plan => plan.SectionId))
        {
            var plan = _sections.FirstOrDefault(section => section.SectionId == wanted.SectionId) ?? wanted;
            var revision = counts.Sections.First(section => section.SectionId == plan.SectionId).Sum.Revision;
            if (!known.TryGetValue(plan.SectionId, out var picture))
            {
                picture = await SeatPicture.ReadAsync(plan, counts.Version, revision, SeatsAsync);
            }
            else if (picture.Revision != revision)
            {
                (picture, var found) = await picture.NextAsync(plan, revision, SeatsAsync);
                changes.AddRange(found);
            }

            seats[plan.SectionId] = picture;
        }

        return seats;
    }

    private Task<SeatStates?> SeatsAsync(int block, long revision) =>
        grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, block)).SeatsSince(revision);

    private IReadOnlyCollection<SectionPlan> ListenedTo()
    {
        Dictionary<string, SectionPlan> sections = [];
        ForAll(listener =>
        {
            foreach (var plan in listener.Sections)
            {
                sections[plan.SectionId] = plan;
            }
        });
        return sections.Values;
    }

    /// <summary>
    /// Versions grow. A lower one is a late answer while silos come and go; one that stays is what storage came back with
    /// after it had lost something, and then everybody begins anew.
    /// </summary>
    private bool IsLost(EventCounts counts)
    {
        if (counts.Version >= _shown!.Version)
        {
            _behindSince = null;
            return false;
        }

        _behindSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_behindSince.Value) < Patience)
        {
            return false;
        }

        _behindSince = null;
        return true;
    }

    private static bool IsSame(ImmutableArray<SectionCounts> sections, ImmutableArray<SectionCounts> before)
    {
        if (sections.Length != before.Length)
        {
            return false;
        }

        for (var i = 0; i < sections.Length; i++)
        {
            if (sections[i].Sum.Held != before[i].Sum.Held || sections[i].Sum.Sold != before[i].Sum.Sold || sections[i].Sum.Withheld != before[i].Sum.Withheld || sections[i].Total != before[i].Total)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What listeners have been told.</summary>
    private sealed record Shown(long Version, long FactsVersion, EventCounts Counts, StreamMessage Facts, StreamMessage Status)
    {
        public StreamMessage? Resync { get; set; }
    }
}
