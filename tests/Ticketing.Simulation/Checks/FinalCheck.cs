using System.Globalization;

namespace Ticketing.Simulation;

/// <summary>Once all is quiet, asks the service itself: is what was acknowledged true, does it add up, is what is free to be had?</summary>
public sealed class FinalCheck(Town town, DoorCheck door)
{
    private readonly History _history = town.History;

    public async Task RunAsync()
    {
        foreach (var hold in _history.Holds.Where(hold => hold is { IsGranted: true, SwapOf: null }))
        {
            await (hold is { IsBooked: true, Swaps.Count: > 0 } ? CheckExchangedAsync(hold) : CheckHoldAsync(hold));
        }

        foreach (var ticket in _history.Holds.SelectMany(hold => hold.Tickets))
        {
            door.Final(ticket, await AskAsync(new Ask("GET", "/api/v1/tickets/{id}/checkin") { Values = Id(ticket.Id), Caller = Town.Boss }));
        }

        foreach (var @event in _history.Events)
        {
            await new Organizer(town).ChangeAsync(@event, "on_sale");
            await CheckStatusAsync(@event);
            await CheckWithheldAsync(@event);
            await CheckSalesAsync(@event);
            await CheckFreeAsync(@event);
        }
    }

    private static Dictionary<string, string> Id(string id) => new() { ["id"] = id };

    private async Task CheckHoldAsync(HoldRecord hold)
    {
        var reply = await AskAsync(new Ask("GET", "/api/v1/holds/{id}") { Values = Id(hold.HoldId!) });
        var status = reply.Text("status");
        if (hold.IsBooked && hold.CancelAsked != HoldRecord.Never)
        {
            await CheckCancelledAsync(hold, reply);
        }
        else if (hold.IsBooked)
        {
            _history.Require(status == "confirmed", "I2", () => $"{hold} was booked, and at the end it is {reply}");
            var booking = await AskAsync(new Ask("GET", "/api/v1/bookings/{id}") { Values = Id(hold.BookingId!), Caller = Town.Boss });
            _history.Require(
                booking.Status == 200 && hold.MayHave(booking.Number("qty")) && booking.Texts("seats").ToHashSet() is var seats
                    && (hold.Returns.Count > 0 ? seats.IsSubsetOf(hold.Seats) : seats.SetEquals(hold.Seats)),
                "I2",
                () => $"{hold} was booked as {hold.BookingId}, and that is {booking}");
        }
        else if (!hold.MayBeBooked)
        {
            // Units remember a bounded number of ended holds.
            _history.Require(
                reply.Status == 404 || status is "expired" or "released", "I5", () => $"{hold} was not booked, and at the end it is {reply}");
        }
    }

    /// <summary>I2: what was cancelled is, and stays so. Without an answer it may be either, but not half.</summary>
    private async Task CheckCancelledAsync(HoldRecord hold, Reply home)
    {
        var booking = await AskAsync(new Ask("GET", "/api/v1/bookings/{id}") { Values = Id(hold.BookingId!), Caller = Town.Boss });
        var isOver = booking.Text("status") is "cancelled" or "refunded";
        _history.Require(
            booking.Status == 200 && (isOver || (!hold.IsCancelled && booking.Text("status") == "confirmed")),
            "I2",
            () => $"the booking of {hold} was to be cancelled, and at the end it is {booking}");
        _history.Require(
            home.Status == 404 || (home.Text("status") == "confirmed") != isOver, "I4", () => $"the booking of {hold} is {booking}, and at its home it is {home}");
    }

    /// <summary>I2 and I4: it has the places that it was last told it has, or those of an exchange whose end nobody heard of.</summary>
    private async Task CheckExchangedAsync(HoldRecord hold)
    {
        var booking = await AskAsync(new Ask("GET", "/api/v1/bookings/{id}") { Values = Id(hold.BookingId!), Caller = Town.Boss });
        if (hold.CancelAsked != HoldRecord.Never && booking.Text("status") is "cancelled" or "refunded")
        {
            return;
        }

        var last = hold.Swaps.FindLast(swap => swap.IsGranted) ?? hold;
        var may = hold.Swaps.Where(swap => !swap.IsGranted).Append(last);
        _history.Require(
            booking.Status == 200 && !hold.IsCancelled && booking.Text("status") == "confirmed" && booking.Number("qty") == hold.Quantity
                && may.Any(places => Has(booking, places)),
            "I2",
            () => $"{hold} has {last} since an exchange, and at the end it is {booking}");
    }

    private static bool Has(Reply booking, HoldRecord places)
    {
        var seats = booking.Texts("seats").ToHashSet();
        var isThere = places.SwapOf is null || booking.Text("section") == places.Section;
        return isThere && (places.IsGranted ? seats.SetEquals(places.Seats) : places.Wanted.Length == 0 || seats.SetEquals(places.Wanted));
    }

    private async Task CheckStatusAsync(EventRecord @event)
    {
        var status = await AskAsync(new Ask("GET", "/api/v1/events/{id}/status") { Values = Id(@event.Id) });
        var holds = _history.Holds.Where(hold => hold.Event == @event).ToArray();
        var sold = holds.Where(hold => hold.IsBooked && hold.CancelAsked == HoldRecord.Never).Sum(hold => hold.LeastLeft);
        var possibly = holds.Where(hold => hold.MayBeBooked && !hold.IsCancelled).Sum(hold => hold.MostLeft);
        var withheld = _history.Withholdings.Where(record => record.Event == @event).ToArray();
        var removed = _history.Removals.Where(record => record.Event == @event).ToArray();
        _history.Require(
            status.Status == 200 && status.Number("held") == 0
                && status.Number("withheld") >= withheld.Sum(static record => record.SurelyAt(HoldRecord.Never - 1))
                && status.Number("withheld") <= withheld.Sum(static record => record.PossiblyAt(HoldRecord.Never - 1, HoldRecord.Never))
                && (town.World.WasSplit || (status.Number("booked") >= sold && status.Number("booked") <= possibly))
                && status.Number("available") + status.Number("booked") + status.Number("withheld") == status.Number("total")
                && status.Number("total") >= @event.SurelyAt(HoldRecord.Never - 1) - removed.Sum(static record => record.Quantity)
                && status.Number("total") <= @event.PossiblyAt(HoldRecord.Never) - removed.Where(static record => record.IsGranted).Sum(static record => record.Quantity),
            "I6",
            () => $"from {sold} to {possibly} of {@event.Capacity} places of {@event.Id} are sold, and its status is {status}");
    }

    /// <summary>I17: what staff were told that they keep from sale is in the list, and kept.</summary>
    private async Task CheckWithheldAsync(EventRecord @event)
    {
        var list = await AskAsync(new Ask("GET", "/api/v1/events/{id}/withholdings") { Values = Id(@event.Id), Caller = Town.Boss });
        var items = list.Status == 200 ? list.Body.GetProperty("items").EnumerateArray().ToArray() : [];
        foreach (var record in _history.Withholdings.Where(record => record.Event == @event && record.IsGranted))
        {
            var found = Array.Find(items, item => item.GetProperty("withholding_id").GetString() == record.Id);
            var left = found.ValueKind == System.Text.Json.JsonValueKind.Undefined ? -1 : found.GetProperty("qty").GetInt32();
            _history.Require(
                left >= record.SurelyAt(HoldRecord.Never - 1) && left <= record.PossiblyAt(HoldRecord.Never - 1, HoldRecord.Never), "I17", () => $"{record} was granted, and the list has {left} places of it");
        }
    }

    /// <summary>I13: what is sold over time adds up to what is sold, in places and in money.</summary>
    private async Task CheckSalesAsync(EventRecord @event)
    {
        var stats = await AskAsync(new Ask("GET", "/api/v1/events/{id}/stats") { Values = Id(@event.Id), Caller = Town.Boss });
        var sales = await AskAsync(new Ask("GET", "/api/v1/events/{id}/sales") { Values = Id(@event.Id), Caller = Town.Boss });
        var periods = sales.Status == 200 ? sales.Body.GetProperty("items").EnumerateArray().ToArray() : [];
        _history.Require(
            stats.Status == 200 && sales.Status == 200
                && (town.World.WasSplit || (periods.Sum(static period => period.GetProperty("tickets").GetInt32()) == stats.Number("sold")
                    && periods.Sum(static period => decimal.Parse(period.GetProperty("revenue").GetString()!, CultureInfo.InvariantCulture))
                        == decimal.Parse(stats.Text("revenue")!, CultureInfo.InvariantCulture))),
            "I13",
            () => $"the sales of {@event.Id} over time are {sales}, and all together {stats}");
    }

    /// <summary>What the status says is free can be held: nothing leaked.</summary>
    private async Task CheckFreeAsync(EventRecord @event)
    {
        foreach (var section in @event.Sections.Where(section => section.IsSeated))
        {
            var seats = await AskAsync(new Ask("GET", "/api/v1/events/{id}/seats") { Values = Id(@event.Id) });
            foreach (var seat in seats.Body.GetProperty("items").EnumerateArray().Where(seat => seat.GetProperty("status").GetString() == "available"))
            {
                var name = seat.GetProperty("seat_id").GetString()!;
                await HoldAsync(@event, ("seats", new[] { name }));
            }
        }

        foreach (var section in @event.Sections.Where(section => !section.IsSeated))
        {
            var status = await AskAsync(new Ask("GET", "/api/v1/events/{id}/status") { Values = Id(@event.Id) });
            var free = status.Body.GetProperty("sections").EnumerateArray().Single(at => at.GetProperty("id").GetString() == section.Id).GetProperty("available").GetInt32();
            if (free > 0)
            {
                await HoldAsync(@event, ("section", section.Id), ("qty", Math.Min(free, 100)));
            }
        }
    }

    private async Task HoldAsync(EventRecord @event, params (string Name, object? Value)[] wish)
    {
        if (@event.MaxPerCustomer is not null)
        {
            return;
        }

        var reply = await AskAsync(new Ask("POST", "/api/v1/holds", Town.Body([("event_id", @event.Id), .. wish])));
        if (@event.HasLine && reply.Status == 409)
        {
            // A block that has just begun is given anew what the public may have.
            await town.UntilAsync(town.Now + TimeSpan.FromMinutes(2).Ticks);
            reply = await AskAsync(new Ask("POST", "/api/v1/holds", Town.Body([("event_id", @event.Id), .. wish])));
        }

        // After a split a status may still be that of the activation which missed something; whoever asks mends it.
        _history.Require(
            reply.Status == 201 || (town.World.WasSplit && reply.Status == 409),
            "I5",
            () => $"free places {string.Join(' ', wish)} of {@event.Id} can't be held: {reply}");
    }

    private Task<Reply> AskAsync(Ask ask) => town.InsistAsync(() => ask);
}
