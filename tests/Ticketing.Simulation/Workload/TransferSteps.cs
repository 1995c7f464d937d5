using System.Text.Json;
using Ticketing.Security;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Tickets of a booking that change hands: by whose they are, or by staff.</summary>
public sealed class TransferSteps(Town town, HoldRecord hold)
{
    /// <summary>Where customers can be written to.</summary>
    public const string Domain = "@town.example";

    private const int Tries = 12;
    private const int MostPasses = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(4);
    private readonly Chance _chance = town.World.Hands;
    private readonly History _history = town.History;

    /// <summary>Once more, as long as somebody likes to and there is a booking.</summary>
    public async Task NowAndThenAsync()
    {
        for (var passes = 0; hold is { IsBooked: true, BookingId: not null } && passes < MostPasses && _chance.Hits(town.Options.Transfers); passes++)
        {
            await PauseAsync(hold.Event.Ttl * 0.5);
            if (hold.Tickets.Count == 0)
            {
                await hold.ReadTicketsAsync(town);
            }

            if (hold.Tickets.Count > 0)
            {
                await GoAsync(_chance.Of(hold.Tickets));
            }
        }
    }

    private async Task GoAsync(TicketRecord ticket)
    {
        var from = ticket.Believed();
        string[] others = [.. Enumerable.Range(1, town.Options.Customers).Select(static number => $"c{number}").Where(name => name != from)];
        var to = _chance.Hits(0.3) && from != hold.Customer ? hold.Customer! : _chance.Of(others);
        if (!await IntroduceAsync(to))
        {
            return;
        }

        var (revision, wasUnsure) = (ticket.Codes[^1].Revision, IsUnsure(ticket));
        var pass = new PassRecord { From = from, To = to, Key = _chance.Hits(0.5) ? $"pass-{_chance.Bits():x16}-{_chance.Bits():x16}" : null, Asked = town.Now };
        ticket.Passes.Add(pass);
        ticket.Reissues.Add((revision, pass.Asked, HoldRecord.Never));
        var reply = await AskAsync(ticket, pass, _chance.Hits(0.2) ? Town.Boss : By(from));
        if (reply is { IsSuccess: true })
        {
            pass.Done = town.Now;
            ticket.Reissues.Add((reply.Number("revision") - 1, pass.Asked, town.Now));

            // One that was asked for before, without an answer, may have taken effect by then.
            _history.Require(
                reply.Text("user_id") == to && (reply.Number("revision") > revision || wasUnsure), "I11", () => $"{ticket.Id}, of revision {revision}, was passed on to {to} as {reply}");
            await LookAsync(ticket, pass);
        }
        else if (reply is not null)
        {
            pass.WasRefused = pass.Attempts == 1;
            CheckRefusal(ticket, pass, reply);
        }
    }

    /// <summary>Null: nobody ever answered for certain.</summary>
    private async Task<Reply?> AskAsync(TicketRecord ticket, PassRecord pass, Caller by)
    {
        while (pass.Attempts < Tries)
        {
            pass.Attempts++;
            var reply = await town.AskAsync(new Ask(
                "POST", "/api/v1/bookings/{id}/tickets/{number}/transfer", Town.Body(("to", pass.To), ("reason", by == Town.Boss ? "asked for" : null)))
            {
                Values = new Dictionary<string, string> { ["id"] = hold.BookingId!, ["number"] = $"{ticket.Number}" },
                Headers = pass.Key is null ? [] : new Dictionary<string, string> { ["Idempotency-Key"] = pass.Key },
                Caller = by,
            });
            if (reply.Status != Reply.NoService && !reply.IsUnknown && reply.Code != "idempotency_key_in_use")
            {
                return reply;
            }

            await PauseAsync(Pause);
        }

        return null;
    }

    /// <summary>Whoever got it sees theirs and no other, and finds it in their list; whoever had it sees no code.</summary>
    private async Task LookAsync(TicketRecord ticket, PassRecord pass)
    {
        var isDisturbed = IsUnsure(ticket) || hold.CancelAsked != HoldRecord.Never || hold.IsPaid;
        foreach (var reader in new[] { pass.To, pass.From, hold.Customer! }.Distinct())
        {
            var reply = await town.AskAsync(new Ask("GET", "/api/v1/bookings/{id}/tickets") { Values = new Dictionary<string, string> { ["id"] = hold.BookingId! }, Caller = By(reader) });
            foreach (var item in reply.IsSuccess ? reply.Body.GetProperty("items").EnumerateArray() : default)
            {
                var (user, code) = (item.GetProperty("user_id").GetString(), item.GetProperty("code").GetString());
                _history.Require((user == reader) == (code is not null), "I11", () => $"{reader} reads the ticket of {user}: {item}");
                _history.Require(user == reader || reader == hold.Customer, "I11", () => $"{reader} sees that {user} has a ticket: {item}");
                ReadCode(item, code);
            }
        }

        var list = await town.AskAsync(new Ask("GET", "/api/v1/tickets") { Caller = By(pass.To) });
        isDisturbed |= IsUnsure(ticket) || hold.CancelAsked != HoldRecord.Never || pass.To == hold.Customer;
        _history.Require(
            !list.IsSuccess || isDisturbed || list.Body.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("id").GetString() == ticket.Id),
            "I11",
            () => $"{ticket.Id} was passed on to {pass.To}, who does not have it listed: {list}");
    }

    private void ReadCode(JsonElement item, string? code)
    {
        var (known, revision) = (hold.Tickets.Find(known => known.Id == item.GetProperty("id").GetString()), item.GetProperty("revision").GetInt32());
        if (code is not null && known is not null && !known.Codes.Exists(had => had.Revision == revision))
        {
            known.Codes.Add((revision, code));
            known.Codes.Sort();
        }
    }

    /// <summary>Only who is known can be passed a ticket.</summary>
    private async Task<bool> IntroduceAsync(string name) => (await town.InsistAsync(
        () => new Ask("PUT", "/api/v1/customers/me", Town.Body(("name", $"{name} of the town"), ("email", town.Options.GivesAddress ? name + Domain : null))) { Caller = By(name) })).IsSuccess;

    private void CheckRefusal(TicketRecord ticket, PassRecord pass, Reply reply) => _history.Require(
        reply.Code switch
        {
            "no_tickets" => hold.CancelAsked != HoldRecord.Never || hold.IsPaid,
            "already_admitted" => ticket.Scans.Count > 0,
            "ticket_passed_on" or "booking_not_found" or "ticket_not_found" => IsUnsure(ticket),
            "stale_version" => ticket.Reissues.Exists(reissue => reissue.Asked >= pass.Asked) || IsUnsure(ticket),
            _ => false,
        } || town.World.WasSplit,
        "I11",
        () => $"passing {ticket.Id} from {pass.From} to {pass.To} was refused, and there is no reason: {reply}");

    /// <summary>Whose it is may be another than whom it was last passed on to.</summary>
    private bool IsUnsure(TicketRecord ticket) =>
        town.World.WasSplit || hold.ExchangeAsked != HoldRecord.Never || ticket.Passes.Exists(static pass => !pass.IsSettled);

    private static Caller By(string name) => new(PrincipalKind.User, name, Roles.Customer);

    private Task PauseAsync(TimeSpan most) => town.UntilAsync(town.Now + _chance.Delay(most).Ticks + 1);
}
