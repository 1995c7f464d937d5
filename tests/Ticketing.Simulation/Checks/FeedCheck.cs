using Ticketing.Bookings;
using Ticketing.Inventory;
using Ticketing.Waitlists;

namespace Ticketing.Simulation;

/// <summary>
/// I10: every step of every booking, of every entry of a waitlist and of holds arrived at least once, in order for each, and
/// under one id it was always the same.
/// </summary>
public sealed class FeedCheck(World world, History history)
{
    private const string SoldOut = "-sold-out-";
    private const string Finalized = "-finalized";

    /// <summary>From a subscription until every silo knows of it, whatever clocks do meanwhile.</summary>
    private static readonly TimeSpan UntilFollowed = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _bodies = [];

    /// <summary>By the hold: what became of it. A hold may be placed anew; its lives are told apart by their times.</summary>
    private readonly Dictionary<string, HashSet<string>> _holds = [];

    /// <summary>Looks at what arrived.</summary>
    public void Read()
    {
        Dictionary<string, long> last = [];
        foreach (var message in world.Receiver.Taken)
        {
            if (_bodies.TryGetValue(message.Id, out var body))
            {
                history.Require(body.Span.SequenceEqual(message.Body.Span), "I10", () => $"{message.Id} came with two contents");
                continue;
            }

            _bodies[message.Id] = message.Body;
            if (message.Id.Contains(SoldOut, StringComparison.Ordinal))
            {
                continue;
            }

            var dash = message.Id.LastIndexOf('-');
            if (message.Id[(dash + 1)..] is "placed" or "expired" or "released")
            {
                ReadHold(message.Id[..dash], message.Id[(dash + 1)..]);
                continue;
            }

            if (message.Id.AsSpan(dash).SequenceEqual(Finalized))
            {
                history.Require(last.ContainsKey(message.Id[..dash]), "I10", () => $"{message.Id} came before its booking");
                continue;
            }

            var (subject, version) = (message.Id[..dash], long.Parse(message.Id.AsSpan(dash + 1), System.Globalization.CultureInfo.InvariantCulture));
            history.Require(version == last.GetValueOrDefault(subject) + 1, "I10", () => $"{message.Id} came first after version {last.GetValueOrDefault(subject)}");
            last[subject] = version;
        }
    }

    /// <summary>What became of a hold that clients know, where somebody followed in time.</summary>
    public void Check(HoldRecord hold)
    {
        if (history.FollowsHoldsFrom == HoldRecord.Never || hold.Asked < history.FollowsHoldsFrom + UntilFollowed.Ticks || hold is { IsGranted: false } or { HoldId: null })
        {
            return;
        }

        var told = _holds.GetValueOrDefault(hold.HoldId) ?? [];
        history.Require(told.Contains("placed"), "I10", () => $"nobody was told that {hold} was placed");
        var isEnded = told.Contains("expired") || told.Contains("released");
        if (hold.IsBooked && !hold.IsPaid)
        {
            history.Require(!isEnded, "I10", () => $"{hold} was booked, and was said to be over");
        }
        else if (hold is { MayBeBooked: false, IsPaid: false, SwapOf: null })
        {
            history.Require(isEnded, "I10", () => $"nobody was told that {hold} is over");
        }
    }

    /// <param name="life">The hold's id, and when it was placed.</param>
    /// <param name="step">What became of it.</param>
    private void ReadHold(string life, string step)
    {
        if (!_holds.TryGetValue(life, out var steps))
        {
            _holds[life] = steps = [];
        }

        history.Require(step != "placed" || steps.Count == 0, "I10", () => $"hold {life} was said to be {string.Join(" and ", steps)} before it was said to be placed");
        steps.Add(step);
        history.Require(steps.Count(static told => told != "placed") < 2, "I10", () => $"hold {life} was said to be expired, and to be released");
        var hold = life[..life.LastIndexOf('-')];
        if (!_holds.TryGetValue(hold, out var all))
        {
            _holds[hold] = all = [];
        }

        all.Add(step);
    }

    /// <summary>That an event is sold out is told when its last place is sold, and each time that it is so again. What is withheld is not for sale.</summary>
    /// <param name="event">The event.</param>
    /// <param name="capacity">What was laid out for it in the end.</param>
    /// <param name="counts">What its units count.</param>
    public void Check(EventRecord @event, int capacity, BlockCounts counts)
    {
        var told = _bodies.Keys.Count(id => id.StartsWith(@event.Id + SoldOut, StringComparison.Ordinal));
        var (sold, confirmed) = (counts.Sold, counts.Confirmed);
        history.Require(
            counts.Gone < capacity || confirmed == 0 || _bodies.ContainsKey($"{@event.Id}{SoldOut}{confirmed}"),
            "I10",
            () => $"nobody was told that all {sold} places of {@event.Id} are sold, {confirmed} ever; {told} times before");
        history.Require(told == 0 || confirmed + counts.EverWithheld >= @event.FirstCapacity, "I10", () => $"{@event.Id} was said to be sold out, and only {confirmed} places ever were");
    }

    public void Check(WaitlistPageState page)
    {
        foreach (var entry in page.Entries)
        {
            for (var step = 1; step <= entry.Steps.Length; step++)
            {
                history.Require(
                    _bodies.ContainsKey($"{entry.Id}-{step}"), "I10", () => $"step {step} ({entry.Steps[step - 1].Status}) of waitlist entry {entry.Id} never arrived");
            }
        }
    }

    public void Check(BookingState booking)
    {
        foreach (var step in booking.Audit)
        {
            history.Require(
                _bodies.ContainsKey($"{booking.BookingId}-{step.Version}"),
                "I10",
                () => $"step {step.Version} ({step.Status}) of booking {booking.BookingId} never arrived");
        }

        // One that was cancelled right after may not have been told any more.
        var isTold = _bodies.ContainsKey(booking.BookingId + Finalized);
        history.Require(
            booking.FinalizedVersion == 0 ? !isTold : isTold || booking.Version > booking.FinalizedVersion,
            "I10",
            () => $"that the tickets of booking {booking.BookingId} were made out at version {booking.FinalizedVersion} {(isTold ? "was told" : "never arrived")}");
    }
}
