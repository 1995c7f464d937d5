using Ticketing.Security;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>A customer who can't come with everybody: tickets of a booking go back, one or some at a time, and at least one stays.</summary>
public sealed class GiveBackSteps(Town town, HoldRecord hold)
{
    private const int Tries = 12;
    private readonly Chance _chance = town.World.Returns;
    private readonly History _history = town.History;
    private readonly Caller _customer = new(PrincipalKind.User, hold.Customer, Roles.Customer);

    /// <summary>Once more, as long as it likes to and has more than one.</summary>
    public async Task NowAndThenAsync()
    {
        while (hold is { IsBooked: true, BookingId: not null } && hold.Quantity - hold.Returns.Sum(static back => back.Numbers.Length) > 1 && _chance.Hits(town.Options.Returns))
        {
            await PauseAsync(hold.Event.Ttl * 0.5);
            await GoAsync();
        }
    }

    private async Task GoAsync()
    {
        List<int> left = [.. Enumerable.Range(1, hold.Quantity).Except(hold.Returns.SelectMany(static back => back.Numbers))];
        List<int> numbers = [];
        for (var count = Math.Min(_chance.Between(1, 2), left.Count - 1); count > 0; count--)
        {
            var number = _chance.Of(left);
            left.Remove(number);
            numbers.Add(number);
        }

        var back = new ReturnRecord { Numbers = [.. numbers], Asked = town.Now };
        hold.Returns.Add(back);
        await AskAsync(back, _chance.Hits(0.2) ? Town.Boss : _customer);
    }

    private async Task AskAsync(ReturnRecord back, Caller by)
    {
        while (back.Attempts < Tries)
        {
            back.Attempts++;
            var reply = await town.AskAsync(new Ask(
                "PUT", "/api/v1/bookings/{id}/give-back", Town.Body(("tickets", back.Numbers), ("reason", by == Town.Boss ? "asked for" : null)))
            {
                Values = new Dictionary<string, string> { ["id"] = hold.BookingId! },
                Caller = by,
            });
            if (reply.Status == 200)
            {
                back.Done = town.Now;
                CheckDone(back, reply);
                return;
            }

            if (reply.Status == 409)
            {
                back.WasRefused = back.Attempts == 1;
                CheckRefusal(back, reply);
                return;
            }

            _history.Require(
                reply.IsUnknown || reply.Status == Reply.NoService || (reply.Status == 404 && town.World.WasSplit), "I4", () => $"giving back tickets of {hold} gave {reply}");
            await PauseAsync(TimeSpan.FromSeconds(4));
        }
    }

    private void CheckDone(ReturnRecord back, Reply reply)
    {
        // A repeat may be answered after the booking was cancelled.
        var isOver = hold.CancelAsked != HoldRecord.Never || hold.IsPaid;
        _history.Require(
            town.World.WasSplit || (reply.Text("status") == "confirmed" ? hold.MayHave(reply.Number("quantity")) : isOver),
            "I4",
            () => $"tickets {string.Join(", ", back.Numbers)} of {hold} were given back as {reply}");
        _history.Require(
            !hold.Tickets.Exists(ticket => back.Numbers.Contains(ticket.Number) && DoorCheck.IsIn(ticket, back.Asked)),
            "I11",
            () => $"somebody is in with one of the tickets {string.Join(", ", back.Numbers)} of {hold}, and they were given back");
    }

    private void CheckRefusal(ReturnRecord back, Reply reply) => _history.Require(
        reply.Code switch
        {
            "illegal_transition" => hold.CancelAsked != HoldRecord.Never || hold.IsPaid,
            "payment_under_way" => hold.IsPaid,
            "already_attended" => hold.Tickets.Exists(ticket => back.Numbers.Contains(ticket.Number) && ticket.Scans.Count > 0),
            _ => false,
        } || town.World.WasSplit,
        "I4",
        () => $"giving back tickets {string.Join(", ", back.Numbers)} of {hold} was refused, and there is no reason: {reply}");

    private Task PauseAsync(TimeSpan most) => town.UntilAsync(town.Now + _chance.Delay(most).Ticks + 1);
}
