using System.Text.Json;
using Ticketing.Security;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Wants places of the event that is sold out: buys while there are some, else waits, and takes what is offered, or lets it lapse.</summary>
public sealed class Waiter(Town town, string name, EventRecord @event)
{
    private const int Tries = 12;
    private readonly Chance _chance = town.World.Waits;
    private readonly History _history = town.History;
    private readonly LineOptions _options = town.World.Lines;
    private readonly Caller _caller = new(PrincipalKind.User, name, Roles.Customer);

    /// <summary>An entry of its own may wait that it does not know of, or has turned its back on.</summary>
    private bool _mayWait;

    /// <summary>Entries that it asked to cancel without learning what came of it.</summary>
    private readonly HashSet<string> _mayBeCancelled = [];

    public async Task RunAsync()
    {
        for (var visit = 0; visit < _options.Visits; visit++)
        {
            await PauseAsync(_options.Think);
            var section = _chance.Hits(0.5) ? _chance.Of(@event.Sections).Id : null;
            var most = @event.Sections.Where(at => section is null || at.Id == section).Max(at => at.FirstCapacity);
            var wish = new EntryRecord
            {
                Event = @event,
                Customer = name,
                Quantity = _chance.Between(1, Math.Min(3, most)),
                Section = section,
                Priority = _chance.Hits(0.2) ? _chance.Between(1, 2) : 0,
                Asked = town.Now,
            };
            if (await JoinAsync(wish) is { } entry)
            {
                await WaitAsync(entry);
            }
        }
    }

    /// <summary>The entry; null when there is none.</summary>
    private async Task<EntryRecord?> JoinAsync(EntryRecord wish)
    {
        _history.Entries.Add(wish);
        var headers = _chance.Hits(0.5) ? new Dictionary<string, string> { ["Idempotency-Key"] = $"{name}-{_chance.Bits():x16}-{_chance.Bits():x16}" } : [];
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = await town.AskAsync(new Ask("POST", "/api/v1/waitlist", Town.Body(
                ("event_id", @event.Id), ("quantity", wish.Quantity), ("section", wish.Section), ("customer_id", name), ("priority", wish.Priority == 0 ? null : wish.Priority)))
            {
                Caller = wish.Priority == 0 ? _caller : Town.Boss,
                Headers = headers,
            });
            if (reply.IsSuccess)
            {
                (wish.Id, wish.Joined) = (reply.Text("id"), town.Now);
                _history.Require(reply.Number("quantity") == wish.Quantity && reply.Text("user_id") == name, "I8", () => $"{wish} joined as {reply}");
                return wish;
            }

            switch (reply.Code)
            {
                case "waitlist_not_needed":
                    await BuyAsync(wish);
                    return null;
                case "already_waiting":
                    _history.Require(_mayWait || town.World.WasSplit || town.World.CopiedCalls.Count > 0, "I3", () => $"{wish} does not wait, and was told that it does");
                    return await MineAsync(wish);
                case "not_on_sale":
                    return null;
            }

            _history.Require(
                reply.IsUnknown || reply.Status == Reply.NoService || reply.Code == "idempotency_key_in_use", "HTTP", () => $"{wish} could not join: {reply}");
            _mayWait |= reply.Status != Reply.NoService;
            await PauseAsync(TimeSpan.FromSeconds(5));
        }

        return null;
    }

    private async Task<EntryRecord?> MineAsync(EntryRecord wish)
    {
        var reply = await town.InsistAsync(() => new Ask("GET", "/api/v1/waitlist") { Caller = _caller });
        if (!reply.IsSuccess)
        {
            return null;
        }

        foreach (var item in reply.Body.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("is_active").GetBoolean()))
        {
            return new EntryRecord
            {
                Event = @event,
                Customer = name,
                Quantity = item.GetProperty("quantity").GetInt32(),
                Section = item.GetProperty("section").GetString(),
                Priority = item.GetProperty("priority").GetInt32(),
                Asked = wish.Asked,
                Id = item.GetProperty("id").GetString(),
                MayBeCancelled = _mayBeCancelled.Contains(item.GetProperty("id").GetString()!),
            };
        }

        return null;
    }

    private async Task BuyAsync(EntryRecord wish)
    {
        var hold = new HoldRecord
        {
            Event = @event,
            Section = wish.Section ?? _chance.Of(@event.Sections).Id,
            Quantity = wish.Quantity,
            Customer = name,
            Asked = town.Now,
        };
        _history.Holds.Add(hold);
        if (await new HoldSteps(town, hold).PlaceAsync(givesUp: true) && _chance.Hits(0.8))
        {
            await new BookingSteps(town, hold).GoAsync();
        }
    }

    private async Task WaitAsync(EntryRecord entry)
    {
        var end = town.Now + _options.Patience.Ticks;
        while (town.Now < end)
        {
            await PauseAsync(TimeSpan.FromSeconds(25));
            var reply = await AskAsync("GET", "/api/v1/waitlist/{entry_id}", entry);
            switch (reply.Text("status"))
            {
                case "notified":
                    // It counts as waiting until the offer ends.
                    _mayWait = true;
                    await new OfferSteps(town, entry, _caller).GoAsync(reply);
                    return;
                case "expired" or "cancelled" or "booked":
                    return;
                case "pending":
                    // A line that is active twice may not know of it, and finds it in its page.
                    _history.Require(
                        (town.World.WasSplit || reply.Body.GetProperty("position") is { ValueKind: JsonValueKind.Number } place && place.GetInt32() >= 1) && reply.Number("quantity") == entry.Quantity, "I8", () => $"{entry} is {reply}");
                    break;
                default:
                    _history.Require(
                        reply.IsUnknown || reply.Status == Reply.NoService || town.World.WasSplit, "I2", () => $"{entry} was told that it waits, and is {reply}");
                    break;
            }
        }

        if (_chance.Hits(0.6))
        {
            var left = await town.InsistAsync(() => Ask("PUT", "/api/v1/waitlist/{entry_id}/cancel", entry));
            _history.Require(
                left.Text("status") == "cancelled" || left.Code == "illegal_transition" || left.IsUnknown || left.Status == Reply.NoService || town.World.WasSplit,
                "I8",
                () => $"{entry} was to be cancelled, and that gave {left}");
            if (left.IsUnknown || left.Status == Reply.NoService)
            {
                _mayWait = true;
                _mayBeCancelled.Add(entry.Id!);
            }
        }
        else
        {
            _mayWait = true;
        }
    }

    private Task PauseAsync(TimeSpan most) => town.UntilAsync(town.Now + _chance.Delay(most).Ticks + 1);

    private Task<Reply> AskAsync(string method, string route, EntryRecord entry) => town.AskAsync(Ask(method, route, entry));

    private Ask Ask(string method, string route, EntryRecord entry) => new(method, route)
    {
        Values = new Dictionary<string, string> { ["entry_id"] = entry.Id! },
        Caller = _caller,
    };
}
