namespace Ticketing.Simulation;

/// <summary>The life of one hold, from its client's side.</summary>
public sealed class HoldSteps(Town town, HoldRecord hold)
{
    private const int Tries = 12;
    private readonly History _history = town.History;

    /// <summary>True: the client has it.</summary>
    public async Task<bool> PlaceAsync(bool givesUp)
    {
        for (var attempt = 0; ; attempt++)
        {
            var reply = await town.AskAsync(PlaceAsk());
            if (Understood(reply))
            {
                await AgainAsync(reply);
                return hold.IsGranted;
            }

            var nothingHappened = reply.Status == Reply.NoService;
            if (attempt == Tries || (!nothingHappened && (hold.Key is null || givesUp)))
            {
                hold.GaveUp = town.Now;
                return false;
            }

            hold.Attempts += nothingHappened ? 0 : 1;
            await town.PauseAsync(TimeSpan.FromSeconds(4));
        }
    }

    public async Task BookAsync(bool givesUp)
    {
        hold.BookAsked = town.Now;
        if (!hold.IsFree && town.World.Pays.Hits(0.2))
        {
            var alone = await town.AskAsync(BookAsk(hold.Token!));
            _history.Require(!alone.IsSuccess, "I7", () => $"{hold} costs something, and its buyer alone booked it: {alone}");
            _history.Require(
                alone.Status is 402 or 409 or 410 || alone.IsUnknown || alone.Status == Reply.NoService || IsStale(alone), "I7", () => $"{hold} was not paid, and booking it gave {alone}");
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = await town.AskAsync(SellAsk());
            if (reply.Status is 200 or 201)
            {
                Learn(reply);
                break;
            }

            if (reply.Status is 410 or 409)
            {
                hold.BookRefused = town.Now;
                _history.Require(
                    town.World.WasSplit || hold.ReleaseAsked != HoldRecord.Never || town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now,
                    "I2",
                    () => $"{hold} lasts until {hold.ExpiresAt:O}, and could not be booked before that: {reply}");
                _history.Require(reply.Code is "hold_expired" or "hold_released" or "not_on_sale", "I2", () => $"{hold} was granted, and booking it gave {reply}");
                return;
            }

            _history.Require(
                reply.IsUnknown || reply.Status == Reply.NoService || IsStale(reply), "I2", () => $"{hold} was granted, and booking it gave {reply}");
            if (givesUp && reply.IsUnknown)
            {
                return;
            }

            await town.PauseAsync(TimeSpan.FromSeconds(4));
        }

        if (hold.IsBooked && town.World.Work.Hits(0.3))
        {
            var again = await town.AskAsync(SellAsk());
            _history.Require(
                !again.IsSuccess || again.Text("booking_id") == hold.BookingId, "I3", () => $"booked again, {hold} with booking {hold.BookingId} gave {again}");
            _history.Require(again.IsSuccess || again.IsUnknown || again.Status == Reply.NoService || IsStale(again), "I3", () => $"booked again, {hold} gave {again}");
        }
    }

    public async Task ReleaseAsync()
    {
        hold.ReleaseAsked = town.Now;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = await town.AskAsync(new Ask("DELETE", "/api/v1/holds/{id}")
            {
                Values = new Dictionary<string, string> { ["id"] = hold.HoldId! },
                Headers = new Dictionary<string, string> { ["X-Payment-Token"] = hold.Token! },
            });
            if (reply.IsSuccess)
            {
                hold.Released = town.Now;
                return;
            }

            _history.Require(
                reply.IsUnknown || reply.Status == Reply.NoService || IsStale(reply), "I2", () => $"{hold} was granted, and releasing it gave {reply}");
            await town.PauseAsync(TimeSpan.FromSeconds(4));
        }
    }

    public async Task LookAsync()
    {
        var asked = town.Now;
        var reply = await town.AskAsync(new Ask("GET", "/api/v1/holds/{id}") { Values = new Dictionary<string, string> { ["id"] = hold.HoldId! } });
        if (reply.Status == Reply.NoService || reply.IsUnknown || IsStale(reply))
        {
            return;
        }

        _history.Require(reply.Status == 200, "I2", () => $"{hold} was granted, and looking at it gave {reply}");
        PriceCheck.Told(_history, hold, reply);
        var status = reply.Text("status");
        var overBefore = town.World.Wall.LastBefore(hold.LastsAtMost);
        if (hold is { IsBooked: true, Swaps.Count: 0, CancelAsked: HoldRecord.Never } && hold.Booked < asked && !town.World.IsCluster)
        {
            _history.Require(status == "confirmed", "I2", () => $"{hold} was booked, and is {status}");
        }
        else if (hold.BookAsked == HoldRecord.Never && overBefore < asked)
        {
            _history.Require(status is "expired" or "released", "I5", () => $"{hold} ended at {hold.ExpiresAt:O}, and is {status}");
        }
    }

    /// <summary>A wrong proof is refused, and harms nothing.</summary>
    private async Task AgainAsync(Reply first)
    {
        if (hold.IsGranted && town.World.Work.Hits(0.05))
        {
            var wrong = await town.AskAsync(BookAsk("AAAAAAAAAAAAAAAAAAAAAA"));
            _history.Require(wrong.Status is 403 or 503 or Reply.Lost or Reply.NoService || IsStale(wrong), "I2", () => $"{hold} booked with a wrong token gave {wrong}");
        }

        if (hold.Key is not null && town.World.Work.Hits(0.3))
        {
            var again = await town.AskAsync(PlaceAsk());
            if (again.Status is not (Reply.NoService or Reply.Lost or 503) && again.Code != "idempotency_key_in_use")
            {
                _history.Require(
                    again.Status == first.Status && again.Text("hold_id") == first.Text("hold_id"),
                    "I3",
                    () => $"the same key gave {first} and then {again}");
            }
        }
    }

    /// <summary>While a block is active twice, the one that is asked may not know yet what the other granted.</summary>
    private bool IsStale(Reply reply) => reply.Status == 404 && town.World.WasSplit;

    private bool Understood(Reply reply)
    {
        if (reply.Status == 201)
        {
            hold.HoldId = reply.Text("hold_id");
            hold.Token = reply.Text("payment_token");
            hold.Seats = reply.Texts("seats");
            hold.ExpiresAt = reply.Time("expires_at");
            hold.Granted = town.Now;
            hold.Early = EarlyIn(reply);
            _history.Require(reply.Number("qty") == hold.Quantity, "I4", () => $"{hold.Quantity} places were asked for: {reply}");
            PriceCheck.Told(_history, hold, reply);
            return true;
        }

        if (reply.Status is 409 && reply.Code != "idempotency_key_in_use")
        {
            hold.Refused = town.Now;
            hold.RefusalCode = reply.Code;
            return true;
        }

        if (reply.Code == "seat_not_found" && hold.Wanted.Any(seat => _history.MayBeMissing(hold.Event, seat, hold.Asked, town.Now)))
        {
            hold.Refused = town.Now;
            hold.RefusalCode = reply.Code;
            return true;
        }

        _history.Require(
            reply.Status is Reply.NoService or Reply.Lost or 503 or 409, "HTTP", () => $"a hold of {hold.Quantity} in {hold.Section} gave {reply}");
        return false;
    }

    private void Learn(Reply reply)
    {
        hold.Booked = town.Now;
        hold.BookingId = reply.Text("booking_id");
        _history.Require(
            reply.Number("qty") == hold.Quantity && reply.Texts("seats").Order(StringComparer.Ordinal).SequenceEqual(hold.Seats.Order(StringComparer.Ordinal)),
            "I4",
            () => $"{hold} became another booking: {reply}");
        PriceCheck.Told(_history, hold, reply);
        var earliestTooLate = town.World.Wall.LastBefore(hold.ExpiresAt);
        _history.Require(hold.BookAsked <= earliestTooLate, "I5", () => $"{hold} ended at {hold.ExpiresAt:O}, and could be booked after that");
        _history.Require(hold.ReleaseAsked == HoldRecord.Never, "I2", () => $"{hold} was released and then booked");
    }

    private Ask PlaceAsk()
    {
        (string Name, object? Value)[] places =
        [
            ("qty", hold.Wanted.Length > 0 ? null : hold.PlacesIn(hold.Section)),
            ("section", hold.Wanted.Length > 0 ? null : hold.Section),
            ("seats", hold.Wanted.Length > 0 ? hold.Wanted : null),
            ("types", Types()),
        ];
        if (hold.Also is { } also)
        {
            places = [("items", new[] { new ItemAsk(Town.Body(("section", also.Section), ("qty", also.Places))), new ItemAsk(Town.Body(places)) })];
        }

        return new Ask("POST", "/api/v1/holds", Town.Body([("event_id", hold.Event.Id), .. places, ("code", hold.Code?.Text.ToLowerInvariant()), ("customer_id", hold.Customer)]))
        {
            Headers = hold.Key is null ? [] : new Dictionary<string, string> { ["Idempotency-Key"] = hold.Key },
        };
    }

    private static int EarlyIn(Reply reply) => reply.Body.TryGetProperty("price_breakdown", out var prices)
        ? prices.GetProperty("lines").EnumerateArray().Where(static line => line.TryGetProperty("type", out var type) && type.GetString() == "early").Sum(static line => line.GetProperty("qty").GetInt32())
        : 0;

    /// <summary>Null: the event has none, or the service chooses. Of seats that were chosen the others are for adults, who are the first type.</summary>
    private TypeAsk[]? Types() => hold.Children is not { } children || (children == 0 && hold.Event.Quotas.Count > 0) ? null
        : hold.Wanted.Length == 0
            ? [.. new[] { new TypeAsk("adult", hold.PlacesIn(hold.Section) - children, []), new TypeAsk("child", children, []) }.Where(static type => type.Quantity > 0)]
            : children > 0 ? [new TypeAsk("child", children, hold.Wanted[..children])] : null;

    /// <summary>By staff who saw the money: what costs something is not booked by its buyer alone.</summary>
    private Ask SellAsk() => new("POST", "/api/v1/book", Town.Body(
        ("hold_id", hold.HoldId), ("payment_method", "cash"), ("payment_reference", "till 1"), ("email", town.Options.GivesAddress ? "guest@example.org" : null)))
    {
        Caller = Town.Boss,
    };

    private Ask BookAsk(string token) => new("POST", "/api/v1/book", Town.Body(
        ("hold_id", hold.HoldId), ("payment_token", token), ("email", town.Options.GivesAddress ? "guest@example.org" : null)));
}
