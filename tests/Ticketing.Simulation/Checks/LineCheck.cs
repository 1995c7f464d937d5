using Orleans.Simulation;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Waitlists;

namespace Ticketing.Simulation;

/// <summary>I8, read from what is durable: who is offered what, and what the public gets, by the rules of the line.</summary>
public sealed class LineCheck(World world, History history)
{
    private const string Pages = "ticketing.waitlist-page/";
    private const string Holds = "ticketing.hold/";
    private const string Events = "ticketing.event/";
    private const string Reminders = "reminder/ticketing.waitlist/";

    /// <summary>What the line decided, and what became of it, may be so far apart: lost calls, and the wait for the next look.</summary>
    private static readonly long Slack = TimeSpan.FromMinutes(3).Ticks;
    private readonly Dictionary<WaitlistEntryId, Known> _entries = [];
    private readonly Dictionary<HoldId, HoldState> _offers = [];
    private readonly Dictionary<HoldId, WaitlistEntryId> _owners = [];

    public void Written(string key, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        if (key.StartsWith(Pages, StringComparison.Ordinal))
        {
            foreach (var entry in StoredState.Read<WaitlistPageState>(value).Entries)
            {
                Learn(entry);
            }
        }
        else if (key.StartsWith(Holds, StringComparison.Ordinal) && StoredState.Read<HoldState>(value) is { IsOffer: true } offer)
        {
            CheckOffer(offer);
        }
    }

    /// <summary>Once quiet: no offer is open or half made, and where nobody waits no gate is closed.</summary>
    public void Quiet(SimulatedStore store)
    {
        foreach (var known in _entries.Values.Select(known => known.Entry))
        {
            history.Require(known.Offering is null, "I8", () => $"the offer to {known.Id} was never brought to an end");
            history.Require(known.Status != WaitlistStatus.Notified, "I8", () => $"the offer to {known.Id} never ended; it was to end at {known.ExpiresAt:O}");
        }

        HashSet<ulong> waited = [.. _entries.Values.Where(known => known.Entry.Status == WaitlistStatus.Pending).Select(known => known.Entry.Id.Event.Key)];
        foreach (var (key, stored) in store.Records)
        {
            if (key.StartsWith(Events, StringComparison.Ordinal) && key.EndsWith("/event", StringComparison.Ordinal))
            {
                var @event = StoredState.Read<EventState>(stored.Value);
                history.Require(
                    waited.Contains(@event.EventId.Key) || @event.Gated.IsEmpty, "I8", () => $"nobody waits, and the gates {string.Join(',', @event.Gated)} of {@event.EventId} are closed");
            }
            else if (key.StartsWith(Reminders, StringComparison.Ordinal))
            {
                history.Require(waited.Any(event_ => key.EndsWith(GrainKeys.Event(event_), StringComparison.Ordinal)), "I8", () => $"{key} is kept though nobody waits");
            }
        }
    }

    /// <summary>Who joined after another had been told that it waits is behind it; the public gets nothing that is enough for one who waits.</summary>
    public void Final()
    {
        var told = history.Entries.Where(entry => entry.Id is not null && entry.Joined != HoldRecord.Never).ToArray();
        foreach (var first in told)
        {
            foreach (var second in told.Where(second => second.Event == first.Event && first.Joined < second.Asked && Number(first) >= Number(second)))
            {
                history.Break("I8", $"{first} joined before {second}, and is behind it");
            }
        }

        foreach (var hold in world.WasSplit ? [] : history.Holds.Where(hold => hold.Event.HasLine && hold.IsGranted && hold.Key is null && hold.Attempts == 1))
        {
            foreach (var known in _entries.Values.Where(known => known.Entry.Id.Event.ToString() == hold.Event.Id && Waited(known, hold.Asked - Slack, hold.Granted)))
            {
                history.Require(
                    hold.Event.Sections.All(section => known.Entry.Quantity > hold.PlacesIn(section.Id) || !CanUse(known.Entry, section.Id, hold.Event)) || known.Tries.Exists(tried => tried > hold.Asked - Slack && tried <= hold.Granted),
                    "I8",
                    () => $"{hold} was granted to the public, while {known.Entry.Id} waited for {known.Entry.Quantity}");
            }
        }
    }

    private void Learn(WaitlistEntry entry)
    {
        var before = _entries.GetValueOrDefault(entry.Id);
        if (before?.Entry.Version >= entry.Version)
        {
            return;
        }

        var now = world.Loop.Now;
        world.Tell(() => $"   entry {entry.Id} of {entry.Customer}: {entry.Status} {entry.Quantity}, offers {entry.Offers}{(entry.Offering is null ? "" : " (being made)")}, passed {entry.Passed}, keeps until {entry.KeepUntil:O}");
        var after = before ?? new Known { Entry = entry, Since = now };
        history.Require(entry.Passed <= world.Lines.Rules.MaxPasses, "I8", () => $"{entry.Id} was passed {entry.Passed} times");
        if (entry.Offering is not null && before?.Entry.Offering is null && !world.WasSplit)
        {
            CheckOrder(entry);
        }

        for (var number = 1; number <= entry.Offers + 1; number++)
        {
            _owners[WaitlistOffers.HoldOf(entry with { Offers = number })] = entry.Id;
        }

        if (entry.Offers != before?.Entry.Offers || before.Entry.Offering is not null)
        {
            after.Tries.Add(now);
        }

        after.KeptAt = entry.KeepUntil is not null && before?.Entry.KeepUntil is null ? now : after.KeptAt;
        after.Until = entry.Status == WaitlistStatus.Pending ? HoldRecord.Never : Math.Min(after.Until, now);
        after.Entry = entry;
        _entries[entry.Id] = after;
    }

    /// <summary>Nobody is passed by a party that is not smaller, nor, in a turn of keeping, by any.</summary>
    private void CheckOrder(WaitlistEntry offered)
    {
        var section = offered.Offering!.SectionId;
        var @event = history.Events.First(known => known.Id == offered.Id.Event.ToString());
        foreach (var known in _entries.Values)
        {
            var first = known.Entry;
            var comes = first.Id.Event == offered.Id.Event && first.Status == WaitlistStatus.Pending && known.Since < world.Loop.Now - Slack
                && (first.Priority > offered.Priority || (first.Priority == offered.Priority && first.Id.Number < offered.Id.Number));
            if (!comes || !CanUse(first, section, @event) || known.Tries.Exists(tried => tried > world.Loop.Now - Slack))
            {
                continue;
            }

            history.Require(first.Quantity > offered.Quantity, "I8", () => $"{offered.Id} is offered {offered.Quantity} in {section}, and {first.Id} waited longer for {first.Quantity}");
            history.Require(
                !(known.KeptAt < world.Loop.Now - TimeSpan.FromSeconds(40).Ticks && first.KeepUntil > world.Wall.UtcNow.AddSeconds(10)),
                "I8",
                () => $"{offered.Id} is offered {offered.Quantity} in {section}, which is kept for {first.Id} until {first.KeepUntil:O}");
        }
    }

    /// <summary>An entry has at most one offer at a time. The ids of its offers follow from it.</summary>
    private void CheckOffer(HoldState offer)
    {
        _offers[offer.HoldId] = offer;
        if (offer.Phase != HoldPhase.Active)
        {
            return;
        }

        foreach (var other in _offers.Values)
        {
            history.Require(
                other.HoldId == offer.HoldId || other.Phase != HoldPhase.Active || !_owners.TryGetValue(other.HoldId, out var owner)
                    || !_owners.TryGetValue(offer.HoldId, out var same) || owner != same
                    || other.ExpiresAt <= world.Wall.UtcNow.AddSeconds(5) || world.WasSplit,
                "I8",
                () => $"{offer.Customer} is offered places by {offer.HoldId} and by {other.HoldId}");
        }
    }

    private static bool CanUse(WaitlistEntry entry, string section, EventRecord @event) =>
        (entry.SectionId is null || entry.SectionId == section) && @event.Sections.First(at => at.Id == section).FirstCapacity >= entry.Quantity;

    private static bool Waited(Known known, long from, long until) => known.Since <= from && until <= known.Until;

    private static int Number(EntryRecord entry) => new WaitlistEntryId(Guid.Parse(entry.Id!)).Number;

    private sealed class Known
    {
        public required WaitlistEntry Entry { get; set; }

        /// <summary>When it was first seen to be durable.</summary>
        public required long Since { get; init; }

        /// <summary>When it was first seen not to wait any more.</summary>
        public long Until { get; set; } = HoldRecord.Never;

        /// <summary>When offers to it began or came to nothing: it had its chance then.</summary>
        public List<long> Tries { get; } = [];

        public long KeptAt { get; set; } = HoldRecord.Never;
    }
}
