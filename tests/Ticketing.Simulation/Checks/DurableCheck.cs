using Orleans.Simulation;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Waitlists;
using Ticketing.Withholdings;

namespace Ticketing.Simulation;

/// <summary>Reads what is durable, without asking any grain: while it is written, and once all is quiet.</summary>
public sealed class DurableCheck(World world, History history, FeedCheck feed)
{
    private const string ReminderPrefix = "reminder/ticketing.section/sweep/";
    private const string SectionPrefix = "ticketing.section/";
    private readonly Dictionary<(string Key, HoldId Hold), long> _ended = [];

    /// <summary>The hold that a booking was made of, by the hold whose places it has now.</summary>
    private readonly Dictionary<Guid, Guid> _exchanged = [];

    /// <summary>I1, at each write: a unit never keeps more than it has, a hold has one claim in it.</summary>
    public void Written(string key, ReadOnlyMemory<byte> value)
    {
        if (!IsUnit(key) || value.IsEmpty)
        {
            return;
        }

        var unit = StoredState.Read<UnitState>(value);
        world.Tell(() => $"   written {key}: {string.Join(", ", unit.Claims.Select(claim => $"{unit.HoldOf(claim)} {claim.Status} {claim.Quantity}"))}");
        var taken = unit.Claims.Where(claim => claim.Status is HoldStatus.Active or HoldStatus.Confirmed).Sum(claim => claim.Quantity);
        history.Require(taken <= unit.Capacity, "I1", () => $"{key} keeps {taken} places; it has {unit.Capacity}");
        history.Require(
            unit.Claims.Select(unit.HoldOf).Distinct().Count() == unit.Claims.Count, "I3", () => $"{key} has two claims of one hold");
        foreach (var claim in unit.Claims)
        {
            CheckEnded(key, unit.HoldOf(claim), claim);
        }
    }

    /// <summary>I5: what is over stays over. Only a later attempt of its hold may claim again.</summary>
    private void CheckEnded(string key, HoldId hold, Claim claim)
    {
        if (claim.Status is not (HoldStatus.Active or HoldStatus.Confirmed))
        {
            _ended[(key, hold)] = Math.Max(claim.IssuedMs, _ended.GetValueOrDefault((key, hold)));
        }
        else if (_ended.TryGetValue((key, hold), out var issuedMs))
        {
            history.Require(claim.IssuedMs > issuedMs, "I5", () => $"{key} is claimed again for {hold}, whose claim of that time was over already");
        }
    }

    /// <summary>Once quiet, before anybody asks: nothing is held any more, and what is sold is what was booked.</summary>
    /// <param name="store">What is durable.</param>
    /// <param name="isFollowed">Somebody has followed what happens, from the beginning.</param>
    public void Quiet(SimulatedStore store, bool isFollowed)
    {
        feed.Read();
        Dictionary<Guid, int> sold = [];
        PriceCheck prices = new(history);
        CodeCheck codes = new(world, history);
        QuotaCheck quotas = new(world, history);
        NoticeCheck notices = new(world, history);
        ReceiptCheck receipts = new(history);
        WithholdingCheck withholdings = new(history);
        LayoutCheck layouts = new(history);
        List<(string Key, UnitState Unit)> units = [];
        HashSet<string> reminded = [];
        Dictionary<string, SectionState> blocks = [];
        foreach (var (key, stored) in store.Records)
        {
            if (IsUnit(key))
            {
                units.Add((key, StoredState.Read<UnitState>(stored.Value)));
            }
            else if (QuotaCheck.IsQuota(key))
            {
                quotas.Read(key, StoredState.Read<UnitState>(stored.Value));
            }
            else if (key.StartsWith(SectionPrefix, StringComparison.Ordinal))
            {
                blocks[key[SectionPrefix.Length..^"/section".Length]] = StoredState.Read<SectionState>(stored.Value);
            }
            else if (key.StartsWith("ticketing.event/", StringComparison.Ordinal) && key.EndsWith("/event", StringComparison.Ordinal))
            {
                var @event = StoredState.Read<EventState>(stored.Value);
                notices.Read(@event);
                layouts.Read(@event);
            }
            else if (key.StartsWith("ticketing.event/", StringComparison.Ordinal) && key.EndsWith("/layout", StringComparison.Ordinal))
            {
                layouts.Read(key["ticketing.event/".Length..^"/layout".Length], StoredState.Read<LayoutState>(stored.Value));
            }
            else if (key.StartsWith("ticketing.event-message/", StringComparison.Ordinal))
            {
                notices.Read(StoredState.Read<MessageState>(stored.Value));
            }
            else if (key.StartsWith("ticketing.booking/", StringComparison.Ordinal))
            {
                var booking = StoredState.Read<BookingState>(stored.Value);
                if (booking.Version == 0)
                {
                    // It was never opened: a look at whether a reminder is needed was cut off.
                    continue;
                }

                CheckBooking(key, booking);
                prices.Read(booking);
                codes.Read(booking);
                quotas.Read(booking);
                notices.Read(booking);
                receipts.Read(booking);
                if (isFollowed)
                {
                    feed.Check(booking);
                }
            }
            else if (WithholdingCheck.IsWithholding(key))
            {
                var kept = StoredState.Read<WithholdingState>(stored.Value);
                withholdings.Read(key, kept);
                layouts.Read(kept);
            }
            else if (CodeCheck.IsCode(key))
            {
                codes.Read(StoredState.Read<CodeState>(stored.Value));
            }
            else if (isFollowed && key.StartsWith("ticketing.waitlist-page/", StringComparison.Ordinal))
            {
                feed.Check(StoredState.Read<WaitlistPageState>(stored.Value));
            }
            else if (key.StartsWith(ReminderPrefix, StringComparison.Ordinal))
            {
                reminded.Add(key[ReminderPrefix.Length..]);
                history.Break("I5", $"{key} is kept though its block holds nothing");
            }
        }

        foreach (var (key, unit) in units)
        {
            var section = GrainKeys.Section(unit.EventKey, unit.Block);
            var isKnown = blocks.TryGetValue(section, out var block) && block.IsTouched(unit.Unit) && reminded.Contains(section);
            CheckUnit(key, unit, isKnown, sold);
            prices.Read(unit);
            withholdings.Read(unit);
            layouts.Read(unit);
        }

        prices.Check();
        codes.Quiet();
        quotas.Quiet();
        notices.Check();
        receipts.Check();
        withholdings.Check();
        layouts.Check();

        CheckSold(sold);
        foreach (var hold in history.Holds)
        {
            feed.Check(hold);
        }

        foreach (var @event in history.Events.Where(_ => isFollowed))
        {
            feed.Check(@event, layouts.CapacityOf(@event.Id), units.Where(at => EventId.FromKey(at.Unit.EventKey).ToString() == @event.Id)
                .Aggregate(default(BlockCounts), static (sum, at) => sum + at.Unit.Counts().Places));
        }
    }

    private static bool IsUnit(string key) => key.EndsWith("/unit", StringComparison.Ordinal)
        && (key.StartsWith("ticketing.seat/", StringComparison.Ordinal) || key.StartsWith("ticketing.pool/", StringComparison.Ordinal));

    private void CheckUnit(string key, UnitState unit, bool isKnown, Dictionary<Guid, int> sold)
    {
        foreach (var claim in unit.Claims)
        {
            var hold = unit.HoldOf(claim).Value;
            if (claim is { Status: HoldStatus.Active, IsWithheld: false })
            {
                // A process that died at a claim may not have noted the unit in its block, or the reminder. Such a claim was
                // never acknowledged, and nobody counts it; it lapses when the block or the unit is next asked.
                if (!isKnown && unit.LeaseEndMs(claim) <= world.Wall.UtcNow.ToUnixTimeMilliseconds() && !claim.IsPinned
                    && !history.Holds.Exists(known => known.HoldId == hold.ToString() && WasGranted(known, unit)))
                {
                    continue;
                }

                history.Break("I5", $"{key} still keeps {claim.Quantity} places for {hold}, whose lease ended at {DateTimeOffset.FromUnixTimeMilliseconds(unit.LeaseEndMs(claim)):O} (pinned: {claim.IsPinned}); it is {world.Wall.UtcNow:O}");
            }
            else if (claim.Status == HoldStatus.Confirmed)
            {
                sold[hold] = sold.GetValueOrDefault(hold) + claim.Quantity;
            }
        }
    }

    /// <summary>An attempt whose answer was lost may have claimed other places than those that were granted in the end.</summary>
    private static bool WasGranted(HoldRecord hold, UnitState unit) =>
        hold.IsGranted && (unit.Seat is { } seat ? hold.Seats.Contains(seat) : !hold.WasInterrupted);

    /// <summary>I7, I12, and I9: a version, an entry; in order.</summary>
    private void CheckBooking(string key, BookingState booking)
    {
        new MoneyCheck(world, history).Check(booking);
        new TicketCheck(world, history).Check(booking);
        new HandsCheck(world, history).Check(booking);
        history.Require(booking.Audit.Count == booking.Version, "I9", () => $"{key} has version {booking.Version} and {booking.Audit.Count} audit entries");
        history.Require(
            booking.Audit.Zip(booking.Audit.Skip(1)).All(pair => pair.First.At <= pair.Second.At || world.Counts.Of("clock step") > 0),
            "I9",
            () => $"the audit of {key} is not in order");
        history.Require(booking.Status != BookingStatus.Pending, "I5", () => $"{key} still waits for its payment until {booking.ExpiresAt:O}; it is {world.Wall.UtcNow:O}");
        history.Require(
            !booking.OwesPlaces && booking.OwedHolds.Count == 0 && !BookingGiveBacks.OwesPlaces(booking), "I5", () => $"{key} is {booking.Status}, and places that it had did not go back");
        if (booking.PlacesHold is { } places)
        {
            _exchanged[places.Value] = booking.BookingId.Hold.Value;
        }
    }

    /// <summary>I2 and I4: a booking that was acknowledged has all its places; no place is sold that nobody may have booked.</summary>
    private void CheckSold(Dictionary<Guid, int> sold)
    {
        foreach (var (places, hold) in _exchanged)
        {
            // The places that it had before must be gone: both together would be too many.
            if (sold.Remove(places, out var quantity))
            {
                sold[hold] = sold.GetValueOrDefault(hold) + quantity;
            }
        }

        var known = history.Holds.Where(hold => hold.HoldId is not null).ToDictionary(hold => Guid.Parse(hold.HoldId!));
        foreach (var hold in known.Values.Where(hold => hold.IsBooked))
        {
            var places = sold.GetValueOrDefault(Guid.Parse(hold.HoldId!));
            var isLeft = hold.MayHave(places) && !hold.IsCancelled;
            var isGone = places == 0 && hold.CancelAsked != HoldRecord.Never;
            history.Require(isLeft || isGone, "I2", () => $"{hold} was booked{(hold.IsCancelled ? " and cancelled" : "")}, and {places} places are sold to it");
        }

        foreach (var (id, places) in sold.OrderBy(pair => pair.Key))
        {
            if (!known.TryGetValue(id, out var hold))
            {
                // The house event's holds have no id that anybody is told.
                history.Require(
                    HoldId.TryFrom(id, out var parsed) && parsed.EventKey == 0, "I3", () => $"{places} places are sold to {id}, which nobody was granted");
                continue;
            }

            history.Require(hold.MayBeBooked, "I2", () => $"{hold} was not booked, and {places} places are sold to it");
            history.Require(hold.MayHave(places), "I4", () => $"{hold} has {places} places sold to it");
        }
    }
}
