using Ticketing.Security;

using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Stands at a gate: scans what people bring, asks again when an answer is lost, works on without network and reports afterwards.</summary>
public sealed class GateKeeper(Town town, DoorCheck check, string name)
{
    private const int Tries = 15;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(4);
    private readonly Chance _chance = town.World.Door;
    private readonly History _history = town.History;
    private readonly DoorOptions _options = town.World.Gates;
    private readonly Caller _scanner = new(PrincipalKind.User, name, Roles.Scanner);
    private readonly TimeSpan _skew = town.World.Gates.Skew * ((2 * town.World.Door.NextDouble()) - 1);
    private readonly HashSet<string> _revoked = [];
    private readonly HashSet<string> _seen = [];
    private readonly List<(ScanRecord Scan, string Code)> _toReport = [];

    public async Task RunAsync()
    {
        for (var visit = 0; visit < _options.Visits; visit++)
        {
            await PauseAsync(_options.Think);
            if (await TicketAsync() is not { } ticket)
            {
                continue;
            }

            if (_chance.Hits(0.1))
            {
                await ReissueAsync(ticket);
            }

            if (_chance.Hits(_options.Offline))
            {
                await WithoutNetworkAsync(ticket);
            }
            else
            {
                await WithNetworkAsync(ticket);
            }
        }

        await ReportAsync();
    }

    private async Task WithNetworkAsync(TicketRecord ticket)
    {
        if (_chance.Hits(0.1))
        {
            await ForgedAsync(ticket);
        }

        var (revision, code) = _chance.Hits(0.2) ? _chance.Of(ticket.Codes) : ticket.Codes[^1];
        var scan = Scan(ticket, revision, at: null);
        var isIn = await ScanAsync(scan, code);
        if (isIn && _chance.Hits(0.3) && await AskAsync(scan, code) is var again && (again.IsSuccess || again.Code.Length > 0))
        {
            Told(scan, again);
        }

        if (isIn && _chance.Hits(0.1))
        {
            await UndoAsync(scan);
        }
    }

    /// <summary>True: its bearer is in.</summary>
    private async Task<bool> ScanAsync(ScanRecord scan, string code)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var reply = await AskAsync(scan, code);
            if (!reply.IsUnknown && reply.Status != Reply.NoService)
            {
                Told(scan, reply);
                return reply.IsSuccess;
            }

            await PauseAsync(Pause);
        }

        return false;
    }

    private void Told(ScanRecord scan, Reply reply)
    {
        if (reply.IsSuccess)
        {
            // An earlier scan of a gate without network may have become the one that counts.
            check.Admitted(scan, isConflict: reply.Text("scan_id") != scan.Id);
        }
        else
        {
            check.Refused(scan, reply);
        }
    }

    private Task<Reply> AskAsync(ScanRecord scan, string code) => town.AskAsync(new Ask(
        "POST", "/api/v1/checkin", Town.Body(("ticket", code), ("gate", name), ("scan_id", scan.Id)))
    { Caller = _scanner });

    private async Task ForgedAsync(TicketRecord ticket)
    {
        var code = ticket.Codes[^1].Code;
        var at = code.Length - 2 - _chance.Below(60);
        var reply = await town.AskAsync(new Ask("POST", "/api/v1/checkin", Town.Body(
            ("ticket", $"{code[..at]}{(code[at] == 'A' ? 'B' : 'A')}{code[(at + 1)..]}"), ("gate", name), ("scan_id", NewId())))
        { Caller = _scanner });
        _history.Require(
            reply.Code == "ticket_forged" || reply.IsUnknown || reply.Status == Reply.NoService, "I11", () => $"a forged code of {ticket.Id} gave {reply}");
    }

    private async Task WithoutNetworkAsync(TicketRecord ticket)
    {
        if (_chance.Hits(0.5))
        {
            await LearnAsync();
        }

        var (revision, code) = ticket.Codes[^1];
        if (IsRevoked(ticket, revision) || !_seen.Add(ticket.Id))
        {
            return;
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds((town.World.Wall.UtcNow + _skew).ToUnixTimeMilliseconds());
        _toReport.Add((Scan(ticket, revision, now), code));
        if (_chance.Hits(0.3))
        {
            await ReportAsync();
        }
    }

    /// <summary>Reads what was revoked, of all events.</summary>
    private async Task LearnAsync()
    {
        foreach (var @event in _history.Events)
        {
            var asked = town.Now;
            var reply = await town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}/checkin/revocations")
            {
                Values = new Dictionary<string, string> { ["id"] = @event.Id },
                Caller = _scanner,
            });
            if (!reply.IsSuccess || reply.Text("next_cursor") is not null)
            {
                return;
            }

            foreach (var item in reply.Body.GetProperty("items").EnumerateArray())
            {
                _revoked.Add($"{item.GetProperty("booking_id").GetString()} {item.GetProperty("number")} {item.GetProperty("below_revision")}");
            }

            foreach (var ticket in _history.Holds.Where(hold => hold.Event == @event).SelectMany(hold => hold.Tickets))
            {
                _history.Require(
                    ticket.Hold.Cancelled >= asked || IsRevoked(ticket, 1) || town.World.WasSplit,
                    "I11",
                    () => $"{ticket.Id} was cancelled, and the list of revocations does not have it");
                _history.Require(
                    town.World.WasSplit || ticket.Reissues.TrueForAll(reissue => reissue.Done >= asked || IsRevoked(ticket, reissue.Revision)),
                    "I11",
                    () => $"{ticket.Id} was made out anew, and the list of revocations does not have it");
            }
        }
    }

    private bool IsRevoked(TicketRecord ticket, int revision) => _revoked.Contains($"{ticket.Hold.BookingId}  ")
        || Enumerable.Range(revision + 1, 8).Any(below => _revoked.Contains($"{ticket.Hold.BookingId} {ticket.Number} {below}") || _revoked.Contains($"{ticket.Hold.BookingId}  {below}"));

    private async Task ReportAsync()
    {
        for (var attempt = 0; attempt < Tries && _toReport.Count > 0; attempt++)
        {
            var scans = string.Join(',', _toReport.Select(static item => Town.Body(("ticket", item.Code), ("scan_id", item.Scan.Id), ("at", $"{item.Scan.At:O}"))));
            var reply = await town.AskAsync(new Ask(
                "POST", "/api/v1/checkin/scans", $$"""{"gate":"{{name}}","sent_at":"{{town.World.Wall.UtcNow + _skew:O}}","scans":[{{scans}}]}""")
            { Caller = _scanner });
            if (reply.IsSuccess)
            {
                foreach (var item in reply.Body.GetProperty("items").EnumerateArray())
                {
                    Reported(_toReport.Single(known => known.Scan.Id == item.GetProperty("scan_id").GetString()).Scan, item);
                }

                if (_chance.Hits(0.7))
                {
                    _toReport.Clear();
                }

                return;
            }

            _history.Require(reply.IsUnknown || reply.Status == Reply.NoService, "I11", () => $"a report of {name} gave {reply}");
            await PauseAsync(Pause);
        }
    }

    private void Reported(ScanRecord scan, System.Text.Json.JsonElement item)
    {
        var isConflict = item.GetProperty("conflict").GetBoolean();
        if (item.GetProperty("result").GetString() == "admitted")
        {
            check.Admitted(scan, isConflict);
        }
        else
        {
            _history.Require(isConflict, "I11", () => $"{scan} was reported, and refused without a conflict: {item}");
        }
    }

    private async Task UndoAsync(ScanRecord scan)
    {
        scan.UndoAsked = town.Now;
        var reply = await town.InsistAsync(() => new Ask("POST", "/api/v1/tickets/{id}/checkin/undo", Town.Body(("reason", "wrong person"), ("scan_id", scan.Id)))
        {
            Values = new Dictionary<string, string> { ["id"] = scan.Ticket.Id },
            Caller = Town.Boss,
        });
        _history.Require(
            reply.IsSuccess || reply.Code == "not_admitted" || reply.IsUnknown || reply.Status == Reply.NoService, "I11", () => $"undoing {scan} gave {reply}");
    }

    private async Task ReissueAsync(TicketRecord ticket)
    {
        var (asked, revision) = (town.Now, ticket.Codes[^1].Revision);
        ticket.Reissues.Add((revision, asked, HoldRecord.Never));
        var reply = await town.AskAsync(new Ask("POST", "/api/v1/tickets/{id}/reissue", Town.Body(("reason", "lost")))
        {
            Values = new Dictionary<string, string> { ["id"] = ticket.Id },
            Caller = Town.Boss,
        });
        if (reply.IsSuccess)
        {
            ticket.Reissues.Add((reply.Number("revision") - 1, asked, town.Now));
        }

        _history.Require(
            reply.IsSuccess || reply.IsUnknown || reply.Status == Reply.NoService || reply.Code is "no_tickets" or "stale_version" || town.World.WasSplit
                || (reply.Code == "ticket_given_back" && ticket.ReturnAsked != HoldRecord.Never),
            "I11",
            () => $"making out {ticket.Id} anew gave {reply}");
        await ticket.Hold.ReadTicketsAsync(town);
    }

    /// <summary>A ticket that somebody has got.</summary>
    private async Task<TicketRecord?> TicketAsync()
    {
        var holds = _history.Holds.Where(static hold => hold is { IsBooked: true, BookingId: not null }).ToArray();
        if (holds.Length == 0)
        {
            return null;
        }

        var hold = _chance.Of(holds);
        if (hold.Tickets.Count == 0)
        {
            await hold.ReadTicketsAsync(town);
        }

        return hold.Tickets.Count == 0 ? null : _chance.Of(hold.Tickets);
    }

    private ScanRecord Scan(TicketRecord ticket, int revision, DateTimeOffset? at)
    {
        var scan = new ScanRecord { Id = NewId(), Ticket = ticket, Revision = revision, Read = town.Now, At = at };
        ticket.Scans.Add(scan);
        return scan;
    }

    private string NewId() => new Guid((int)_chance.Bits(), (short)_chance.Bits(), 0, BitConverter.GetBytes(_chance.Bits())).ToString();

    private Task PauseAsync(TimeSpan most) => town.UntilAsync(town.Now + _chance.Delay(most).Ticks + 1);
}
