using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Simulation;

/// <summary>
/// I19: no more places are held and sold as a ticket type than its quota was, at each write and as clients were told; nobody is refused while there
/// must be some; once quiet none is left held, and what is sold of it is what bookings have.
/// </summary>
public sealed class QuotaCheck(World world, History history)
{
    private const string QuotaPrefix = "ticketing.allowance/type/";
    private const string Suffix = "/unit";

    /// <summary>From the end of a hold or booking until its places of the type are surely back.</summary>
    private static readonly long UntilBack = TimeSpan.FromMinutes(3).Ticks;

    private readonly Dictionary<string, int> _taken = [];
    private readonly Dictionary<(ulong EventKey, string Type, Guid Hold), int> _sold = [];
    private readonly Dictionary<(ulong EventKey, string Type, Guid Hold), int> _booked = [];

    public static bool IsQuota(string key) => key.StartsWith(QuotaPrefix, StringComparison.Ordinal) && key.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>At each write. What is taken grows up to the quota; where that was lowered, it only does not grow.</summary>
    public void Written(string key, ReadOnlyMemory<byte> value)
    {
        if (!IsQuota(key) || value.IsEmpty)
        {
            return;
        }

        var unit = StoredState.Read<UnitState>(value);
        var (before, now) = (_taken.GetValueOrDefault(key), unit.Held + unit.Sold);
        _taken[key] = now;
        if (now > before && Of(key) is { } of)
        {
            // What an exchange gives back does not count twice, until it is back.
            var swapped = history.Holds.Where(hold => hold.Event == of.Event && hold.SwapOf is not null).Sum(static hold => hold.Quantity);
            var most = of.Event.Quotas.Where(quota => quota.Type == of.Type && quota.From <= world.Loop.Now && quota.Until >= world.Loop.Now).Select(static quota => quota.Limit).DefaultIfEmpty().Max();
            history.Require(now <= most + swapped, "I19", () => $"{key} has {unit.Held} held and {unit.Sold} sold, after {before}; its quota is {most}, and {swapped} places are exchanged");
        }
    }

    public void Read(string key, UnitState unit)
    {
        var nowMs = world.Wall.UtcNow.ToUnixTimeMilliseconds();
        foreach (var claim in unit.Claims)
        {
            history.Require(
                claim.Status != HoldStatus.Active || !unit.IsLive(claim, nowMs), "I19", () => $"{key} still keeps {claim.Quantity} places for {unit.HoldOf(claim)}");
            if (claim.Status == HoldStatus.Confirmed && Of(key) is { } of)
            {
                _sold[(EventKey(of.Event), of.Type, unit.HoldOf(claim).Value)] = claim.Quantity;
            }
        }
    }

    public void Read(BookingState booking)
    {
        var hold = booking.PlacesHold ?? booking.BookingId.Hold;
        var @event = history.Events.Find(known => EventKey(known) == hold.EventKey);
        foreach (var line in @event is not null && booking.Status is BookingStatus.Confirmed or BookingStatus.Completed ? BookingGiveBacks.PricesLeft(booking)?.Lines ?? [] : [])
        {
            if (@event!.Quotas.Exists(quota => quota.Type == line.TypeId))
            {
                var key = (hold.EventKey, line.TypeId, hold.Value);
                _booked[key] = _booked.GetValueOrDefault(key) + line.Quantity;
            }
        }
    }

    /// <summary>Once quiet, by what is stored.</summary>
    public void Quiet()
    {
        foreach (var key in _sold.Keys.Union(_booked.Keys).Order())
        {
            var (sold, booked) = (_sold.GetValueOrDefault(key), _booked.GetValueOrDefault(key));
            history.Require(sold == booked, "I19", () => $"of ticket type {key.Type} {sold} count as sold to {key.Hold}, and its booking has {booked}");
        }
    }

    /// <summary>By what clients were told.</summary>
    public void Told(Spans spans)
    {
        foreach (var hold in history.Holds.Where(static hold => hold is { SwapOf: null, Event.Quotas.Count: > 0 }))
        {
            foreach (var type in new[] { "child", "early" })
            {
                CheckGrant(spans, hold, type);
            }

            CheckRefusal(spans, hold);
        }
    }

    private static int Places(HoldRecord hold, string type) => type == "child" ? hold.Children ?? 0 : hold.Early;

    private static int[] Limits(HoldRecord hold, string type, long until) =>
        [.. hold.Event.Quotas.Where(quota => quota.Type == type && quota.From <= until && quota.Until >= hold.Asked).Select(static quota => quota.Limit)];

    private void CheckGrant(Spans spans, HoldRecord hold, string type)
    {
        if (!hold.IsGranted || Places(hold, type) == 0 || hold.Key is not null)
        {
            // The answer to a key may be of an earlier try, when the quota was another.
            return;
        }

        var taken = history.Holds.Where(other => other != hold && other.Event == hold.Event && other.SwapOf is null && other.IsGranted && other.Granted <= hold.Asked && hold.Granted < spans.SurelyUntil(other))
            .Sum(other => Places(other, type));
        var most = Limits(hold, type, hold.Granted).Max();
        history.Require(taken + Places(hold, type) <= most, "I19", () => $"{hold} was granted {Places(hold, type)} places of ticket type {type}, of which {taken} were surely taken; its quota was {most}");
    }

    private void CheckRefusal(Spans spans, HoldRecord refused)
    {
        if (refused.RefusalCode != "ticket_type_sold_out" || world.WasSplit)
        {
            return;
        }

        var own = refused.Children ?? 0;
        var possibly = history.Holds.Where(other => other.Event == refused.Event && other.Asked <= refused.Refused && (other != refused || spans.MayComeLate(other))
                && (spans.PossiblyUntil(other) is HoldRecord.Never || refused.Asked <= spans.PossiblyUntil(other) + UntilBack))
            .Sum(other => (other.Attempts + (spans.MayComeLate(other) ? 1 : 0)) * (other.Children ?? 0));
        history.Require(
            own > 0 && possibly + own > Limits(refused, "child", refused.Refused).Min(),
            "I19",
            () => $"{refused}, {own} of it for children, was refused for its ticket types, and at most {possibly} can have been taken");
    }

    private (EventRecord Event, string Type)? Of(string key) =>
        key[QuotaPrefix.Length..^Suffix.Length].Split('/') is [var eventKey, var type]
        && history.Events.Find(known => GrainKeys.Event(EventKey(known)) == eventKey) is { } @event ? (@event, type) : null;

    private static ulong EventKey(EventRecord @event) => EventId.TryParse(@event.Id, out var id) ? id.Key : 0;
}
