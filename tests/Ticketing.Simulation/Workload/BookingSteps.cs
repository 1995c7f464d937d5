using Ticketing.Security;

namespace Ticketing.Simulation;

/// <summary>The life of one booking that is paid later, from its customer's and the admin's side.</summary>
public sealed class BookingSteps(Town town, HoldRecord hold)
{
    private const int Tries = 12;
    private readonly History _history = town.History;
    private readonly Caller _customer = new(PrincipalKind.User, hold.Customer, Roles.Customer);

    public async Task GoAsync()
    {
        if (!await StartAsync())
        {
            return;
        }

        await town.PauseAsync(hold.Event.Ttl * 0.8);
        var swap = Task.CompletedTask;
        switch (town.World.Work.Below(4))
        {
            case 0:
                await CancelPendingAsync();
                break;
            case 1:
                // Nobody pays: time ends it.
                break;
            case 2 when town.Options.PaysByBank:
                await new PaymentSteps(town, hold).GoAsync();

                // While these go on, the customer may change its mind and cancel.
                swap = ChangesOfMind(town, hold);
                if (hold.IsBooked && town.World.Pays.Hits(0.4))
                {
                    await town.PauseAsync(hold.Event.Ttl);
                    await CancelAsync(refund: town.World.Pays.Hits(0.3));
                }

                break;
            default:
                await ConfirmAsync();
                swap = ChangesOfMind(town, hold);
                if (hold.IsBooked && town.World.Work.Hits(0.5))
                {
                    await town.PauseAsync(hold.Event.Ttl);
                    await CancelAsync(refund: town.World.Work.Hits(0.3));
                }

                break;
        }

        await swap;
    }

    /// <summary>What a customer does to a booking that stays.</summary>
    public static Task ChangesOfMind(Town town, HoldRecord hold) => hold.GivesBack
        ? new GiveBackSteps(town, hold).NowAndThenAsync()
        : Task.WhenAll(new ExchangeSteps(town, hold).NowAndThenAsync(), new TransferSteps(town, hold).NowAndThenAsync());

    private async Task<bool> StartAsync()
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            hold.MayLastUntil = town.World.Wall.UtcNow + Spans.LatestTime + Town.BookingTimeout;
            var reply = await town.AskAsync(new Ask("POST", "/api/v1/bookings", Town.Body(("hold_id", hold.HoldId))) { Caller = _customer });
            if (reply.Status is 201 or 200)
            {
                hold.BookingId = reply.Text("id");
                hold.ExpiresAt = reply.Time("expires_at");
                var isOver = reply.Text("status") == "expired" && reply.Status == 200 && town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now;
                _history.Require(
                    (isOver || reply.Text("status") == "pending") && reply.Number("quantity") == hold.Quantity, "I4", () => $"{hold} became another booking: {reply}");
                PriceCheck.Told(_history, hold, reply);
                return !isOver;
            }

            if (reply.Status is 409 or 410 or 404)
            {
                _history.Require(
                    town.World.WasSplit || town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now, "I2", () => $"{hold} is live, and no booking could be opened: {reply}");
                return false;
            }

            _history.Require(reply.IsUnknown || reply.Status == Reply.NoService, "HTTP", () => $"a booking of {hold} gave {reply}");
            await town.PauseAsync(TimeSpan.FromSeconds(4));
        }

        return false;
    }

    private async Task ConfirmAsync()
    {
        hold.BookAsked = town.Now;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = await PutAsync("/api/v1/admin/bookings/{id}/confirm", Town.Boss, Town.Body(("reason", "paid")));
            if (reply.Status == 200)
            {
                hold.Booked = town.Now;
                _history.Require(reply.Text("status") == "confirmed", "I2", () => $"{hold} was confirmed as {reply}");
                PriceCheck.Told(_history, hold, reply);
                _history.Require(
                    hold.BookAsked <= town.World.Wall.LastBefore(hold.LastsAtMost), "I5", () => $"{hold} ended at {hold.ExpiresAt:O}, and could be confirmed after that");
                return;
            }

            if (reply.Status is 409 or 410)
            {
                hold.BookRefused = town.Now;
                _history.Require(
                    town.World.WasSplit || reply.Code == "not_on_sale" || town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now,
                    "I2",
                    () => $"{hold} lasts until {hold.ExpiresAt:O}, and could not be confirmed before that: {reply}");
                return;
            }

            await UnknownAsync(reply, "confirming");
        }
    }

    private async Task CancelPendingAsync()
    {
        hold.ReleaseAsked = town.Now;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = await PutAsync("/api/v1/bookings/{id}/cancel", _customer);
            if (reply.Status == 200)
            {
                hold.Released = town.Now;
                _history.Require(reply.Text("status") == "cancelled", "I2", () => $"{hold} was cancelled as {reply}");
                return;
            }

            if (reply.Status == 409)
            {
                _history.Require(
                    town.World.WasSplit || town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now, "I2", () => $"{hold} is pending, and could not be cancelled: {reply}");
                return;
            }

            await UnknownAsync(reply, "cancelling");
        }
    }

    private async Task CancelAsync(bool refund)
    {
        TicketRecord[] elsewhere = [.. hold.Tickets.Where(static ticket => ticket.IsElsewhere)];
        hold.CancelAsked = town.Now;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = refund
                ? await PutAsync("/api/v1/admin/bookings/{id}/refund", Town.Boss, Town.Body(("reason", "asked for")))
                : await PutAsync("/api/v1/bookings/{id}/cancel", _customer);
            if (reply.Status == 200)
            {
                hold.Cancelled = town.Now;
                _history.Require(
                    reply.Text("status") == (refund ? "refunded" : "cancelled") && reply.Text("payment_status") == "refunded",
                    "I7",
                    () => $"{hold} was paid back as {reply}");
                _history.Require(
                    refund || !Array.Exists(elsewhere, static ticket => ticket.IsElsewhere), "I11", () => $"somebody else has a ticket of {hold}, and its customer could cancel it");
                _history.Require(refund || DoorCheck.MayCancel(hold), "I11", () => $"somebody is in with a ticket of {hold}, and its customer could cancel it");
                return;
            }

            if (!refund && reply.Code == "already_attended")
            {
                _history.Require(
                    hold.Tickets.Exists(ticket => ticket.Scans.Count > 0), "I11", () => $"nobody came with a ticket of {hold}, and its customer can't cancel it");
                return;
            }

            if (!refund && reply.Code == "tickets_passed_on")
            {
                _history.Require(
                    hold.Tickets.Exists(static ticket => ticket.Passes.Count > 0) || town.World.WasSplit,
                    "I11",
                    () => $"no ticket of {hold} was passed on, and its customer can't cancel it");
                return;
            }

            await UnknownAsync(reply, "paying back");
        }
    }

    private Task<Reply> PutAsync(string route, Caller caller, string? body = null) => town.AskAsync(new Ask("PUT", route, body)
    {
        Values = new Dictionary<string, string> { ["id"] = hold.BookingId! },
        Caller = caller,
    });

    private async Task UnknownAsync(Reply reply, string what)
    {
        // An activation that knows it as pending only, or not at all, says so.
        var isStale = town.World.WasSplit && (reply.Status == 404 || reply.Code == "illegal_transition");
        _history.Require(isStale || reply.IsUnknown || reply.Status == Reply.NoService, "I2", () => $"{what} the booking of {hold} gave {reply}");
        await town.PauseAsync(TimeSpan.FromSeconds(4));
    }
}
