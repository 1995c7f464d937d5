using Ticketing.Security;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>What a customer does with an offer.</summary>
public sealed class OfferSteps(Town town, EntryRecord entry, Caller caller)
{
    private readonly Chance _chance = town.World.Waits;
    private readonly History _history = town.History;

    public async Task GoAsync(Reply seen)
    {
        if (_history.Holds.Exists(known => known.HoldId == seen.Text("hold_id")))
        {
            // It has made up its mind about this offer.
            return;
        }

        var hold = new HoldRecord
        {
            Event = entry.Event,
            Section = entry.Section ?? "",
            Quantity = entry.Quantity,
            Customer = entry.Customer,
            Key = "offer",
            Asked = entry.Asked,
            HoldId = seen.Text("hold_id"),
            ExpiresAt = seen.Time("expires_at"),
        };
        var known = await town.InsistAsync(() => new Ask("GET", "/api/v1/holds/{id}") { Values = new Dictionary<string, string> { ["id"] = hold.HoldId! }, Caller = caller });
        if (known.Status != 200 || known.Text("status") != "active")
        {
            // The offer may have ended meanwhile.
            _history.Require(
                known.IsUnknown || known.Status == Reply.NoService || town.World.WasSplit || entry.MayBeCancelled || town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now,
                "I8",
                () => $"{entry} is offered places until {hold.ExpiresAt:O}, and they are {known}");
            return;
        }

        _history.Require(known.Number("qty") == entry.Quantity, "I4", () => $"{entry} is offered {known}");
        hold.Seats = known.Texts("seats");
        hold.Granted = town.Now;
        if (entry.MayBeCancelled)
        {
            // What was asked may still be on its way.
            hold.ReleaseAsked = town.Now;
        }

        _history.Holds.Add(hold);
        switch (_chance.Below(5))
        {
            case 0:
                // Nobody takes it: time ends it.
                break;
            case 1:
                await GiveBackAsync(hold);
                break;
            default:
                if (await BookAsync(hold))
                {
                    await new BookingSteps(town, hold).GoAsync();
                }

                break;
        }
    }

    private async Task<bool> BookAsync(HoldRecord hold)
    {
        var reply = await town.InsistAsync(() => Ask("POST", "/api/v1/waitlist/{entry_id}/book"));
        if (reply.Status is 201 or 200)
        {
            hold.BookingId = reply.Text("id");
            _history.Require(
                reply.Number("quantity") == hold.Quantity && reply.Text("hold_id") == hold.HoldId, "I4", () => $"{hold} became another booking: {reply}");
            return reply.Text("status") == "pending";
        }

        _history.Require(
            reply.IsUnknown || reply.Status == Reply.NoService || town.World.WasSplit || (reply.Status is 410 or 409 && (entry.MayBeCancelled || town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now)),
            "I8",
            () => $"{hold} is offered until {hold.ExpiresAt:O}, and could not be booked: {reply}");
        return false;
    }

    private async Task GiveBackAsync(HoldRecord hold)
    {
        hold.ReleaseAsked = town.Now;
        var reply = await town.InsistAsync(() => Ask("PUT", "/api/v1/waitlist/{entry_id}/cancel"));
        if (reply.Text("status") == "cancelled")
        {
            hold.Released = town.Now;
            return;
        }

        _history.Require(
            reply.IsUnknown || reply.Status == Reply.NoService || town.World.WasSplit || town.World.Wall.FirstReached(hold.ExpiresAt) <= town.Now,
            "I8",
            () => $"{hold} was to be given back, and that gave {reply}");
    }

    private Ask Ask(string method, string route) => new(method, route)
    {
        Values = new Dictionary<string, string> { ["entry_id"] = entry.Id! },
        Caller = caller,
    };
}
