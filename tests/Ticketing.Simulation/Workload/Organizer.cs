using Orleans.Simulation;
using Ticketing.Security;

namespace Ticketing.Simulation;

/// <summary>Creates events; pauses and resumes their sale; changes what they ask, and when and where they are.</summary>
public sealed class Organizer(Town town)
{
    private static readonly string[] Rows = ["A", "B", "C"];

    /// <summary>How long a process goes by what it knows of an event, and what was asked for under that takes.</summary>
    private static readonly TimeSpan UntilKnown = TimeSpan.FromSeconds(60);

    private readonly Chance _work = town.World.Work;
    private readonly Chance _changes = town.World.Changes;

    private SellerRecord? _seller;

    public async Task CreateEventsAsync()
    {
        if (town.World.Sellers.Hits(0.3))
        {
            await FoundAsync();
        }

        var count = town.World.Work.Between(1, 2);
        for (var i = 0; i < count; i++)
        {
            await CreateEventAsync(i);
        }

        if (town.World.Lines.Waiters > 0)
        {
            await CreateLineEventAsync();
        }
    }

    public async Task PauseNowAndThenAsync()
    {
        for (var i = 0; i < town.Options.Pauses; i++)
        {
            await town.PauseAsync(TimeSpan.FromMinutes(2));
            var @event = _work.Of(town.History.Events);
            if (await ChangeAsync(@event, "paused"))
            {
                @event.Closed.Add((town.Now, HoldRecord.Never));
            }

            await town.PauseAsync(TimeSpan.FromSeconds(40));
            if (@event.Closed.Count > 0)
            {
                @event.Closed[^1] = (@event.Closed[^1].From, Math.Min(@event.Closed[^1].Until, town.Now));
            }

            await ChangeAsync(@event, "on_sale");
        }
    }

    /// <summary>An organization whose events are paid to an account of its own.</summary>
    private async Task FoundAsync()
    {
        var key = $"organization-{town.World.Sellers.Bits():x16}-{town.World.Sellers.Bits():x16}";
        var reply = await town.InsistAsync(
            () => new Ask("POST", "/api/v1/organizations", Town.Body(("name", "House"), ("owner_subject", "olga")))
            {
                Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key },
                Caller = Town.Boss,
            },
            tries: 100);
        if (reply.Status != 201)
        {
            town.History.Break("HTTP", $"founding an organization gave {reply}");
            return;
        }

        SellerRecord seller = new(reply.Text("organization_id")!);
        if (await ConnectAsync(seller))
        {
            _seller = seller;
        }
    }

    /// <summary>The organization has an account that takes money. False: nobody can say.</summary>
    private async Task<bool> ConnectAsync(SellerRecord seller)
    {
        var reply = await town.InsistAsync(
            () => new Ask("POST", "/api/v1/organizations/{id}/payment-account") { Values = new Dictionary<string, string> { ["id"] = seller.Organization }, Caller = Town.Boss }, tries: 100);
        if (reply.Text("account") is not { } account)
        {
            town.History.Require(reply.IsUnknown || reply.Status == Reply.NoService, "HTTP", () => $"connecting an account gave {reply}");
            return false;
        }

        seller.Account = account;
        return true;
    }

    /// <summary>The organization changes its account in the middle of a sale: new money goes to the new one, and old money back from the old one.</summary>
    public async Task ChangeAccountsAsync()
    {
        for (var i = 0; _seller is { } seller && i < 2; i++)
        {
            await town.UntilAsync(town.Now + town.World.Sellers.Delay(TimeSpan.FromMinutes(2)).Ticks + 1);
            town.World.Bank.Close(seller.Account);
            await ConnectAsync(seller);
        }
    }

    /// <summary>Some code or other is ended in the middle of its sale.</summary>
    public async Task EndACodeAsync()
    {
        if (town.History.Events.Find(static @event => @event.Codes.Count > 0) is not { } @event || !town.World.Codes.Hits(0.2))
        {
            return;
        }

        await town.PauseAsync(TimeSpan.FromMinutes(2));
        var code = @event.Codes[0];
        var reply = await town.InsistAsync(() => new Ask("DELETE", "/api/v1/events/{id}/codes/{code}")
        {
            Values = new Dictionary<string, string> { ["id"] = @event.Id, ["code"] = code.Text },
            Caller = Town.Boss,
        });
        if (reply.IsSuccess)
        {
            code.Ended = town.Now;
        }
    }

    public async Task ChangeNowAndThenAsync()
    {
        for (var i = 0; i < town.Options.Changes; i++)
        {
            await town.UntilAsync(town.Now + _changes.Delay(TimeSpan.FromMinutes(1)).Ticks + 1);
            var @event = _changes.Of(town.History.Events);
            await (!@event.HasLine && _changes.Hits(0.6) ? PriceAsync(@event) : MoveAsync(@event, i));
            if (town.World.Messages.Hits(0.4))
            {
                await WriteAsync(@event, i);
            }
        }
    }

    /// <summary>What a section asks is changed; who placed a hold before, or while nobody can say, may have either.</summary>
    private async Task PriceAsync(EventRecord @event)
    {
        var section = _changes.Of([.. @event.Sections]);
        PriceRecord now = new(section.Id, 100 * _changes.Between(3, 40), town.Now);
        @event.Prices.Add(now);
        (int Early, int Children)? quotas = @event.Quotas.Count > 0 ? DrawQuotas(@event) : null;
        var body = $"{{{Price(FormattableString.Invariant($"{now.Minor / 100m:0.00}"), @event.HasTypes, quotas)}}}";
        if (await SendAsync(@event, "PUT", "/api/v1/events/{id}/sections/{section_id}/prices", body, section.Id) is not null)
        {
            foreach (var before in @event.Prices.Where(price => price.Section == section.Id && price != now && price.Until == HoldRecord.Never))
            {
                before.Until = town.Now + UntilKnown.Ticks;
            }

            foreach (var before in @event.Quotas.Where(quota => quota.From < now.From && quota.Until == HoldRecord.Never))
            {
                before.Until = town.Now + UntilKnown.Ticks;
            }
        }
    }

    /// <summary>So few that they are used up.</summary>
    private (int Early, int Children) DrawQuotas(EventRecord @event)
    {
        var (early, children) = (town.World.Quotas.Between(0, 4), town.World.Quotas.Between(1, 5));
        @event.Quotas.Add(new QuotaRecord("early", early, town.Now));
        @event.Quotas.Add(new QuotaRecord("child", children, town.Now));
        return (early, children);
    }

    /// <summary>The tickets are good at once, since the start is near; whoever has booked is told.</summary>
    private async Task MoveAsync(EventRecord @event, int number)
    {
        var start = town.World.Wall.UtcNow + TimeSpan.FromHours(6) + TimeSpan.FromMinutes(number);
        var body = _changes.Hits(0.5) ? Town.Body(("venue", $"Hall {number}")) : Town.Body(("starts_at", $"{start:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
        if (await SendAsync(@event, "PATCH", "/api/v1/events/{id}", body) is { HasChanged: true } done)
        {
            @event.MovedVersion = done.Version;
        }
    }

    /// <summary>Whoever has booked by then is written to. An answer that was lost is asked for again under the same key.</summary>
    private async Task WriteAsync(EventRecord @event, int number)
    {
        var reply = await town.InsistAsync(() => new Ask("POST", "/api/v1/events/{id}/messages", Town.Body(("subject", "Parking"), ("text", "Come by bus.")))
        {
            Values = Id(@event),
            Caller = Town.Boss,
            Headers = new Dictionary<string, string> { ["Idempotency-Key"] = $"message-{number}" },
        });
        if (reply.Status == 202)
        {
            @event.Messages.Add(reply.Text("message_id")!);
        }
    }

    /// <summary>The version of the event then, and whether it is this request's: an earlier try may have had its effect. Null: nobody can say whether it was changed.</summary>
    private async Task<(long Version, bool HasChanged)?> SendAsync(EventRecord @event, string method, string route, string body, string section = "")
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var known = await town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}") { Values = Id(@event) });
            if (!known.IsSuccess)
            {
                continue;
            }

            var reply = await town.AskAsync(new Ask(method, route, body)
            {
                Caller = @event.Runner,
                Values = new Dictionary<string, string> { ["id"] = @event.Id, ["section_id"] = section },
                Headers = new Dictionary<string, string> { ["If-Match"] = $"\"{known.Number("version")}\"" },
            });
            if (reply.IsSuccess)
            {
                return (reply.Number("version"), reply.Number("version") > known.Number("version"));
            }

            town.History.Require(reply.IsUnknown || reply.Status is Reply.NoService or 412, "HTTP", () => $"changing {@event.Id} by {body} gave {reply}");
            await town.PauseAsync(TimeSpan.FromSeconds(2));
        }

        return null;
    }

    /// <summary>Makes the event have the status. True when that was acknowledged.</summary>
    public async Task<bool> ChangeAsync(EventRecord @event, string status)
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var known = await town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}") { Values = Id(@event) });
            if (!known.IsSuccess)
            {
                continue;
            }

            var reply = await town.AskAsync(new Ask("PATCH", "/api/v1/events/{id}", Town.Body(("status", status)))
            {
                Caller = @event.Runner,
                Values = Id(@event),
                Headers = new Dictionary<string, string> { ["If-Match"] = $"\"{known.Number("version")}\"" },
            });
            if (reply.IsSuccess)
            {
                return true;
            }

            town.History.Require(
                reply.IsUnknown || reply.Status is Reply.NoService or 412 || (reply.Status == 422 && known.Text("status") == status),
                "HTTP",
                () => $"changing {@event.Id} to {status} gave {reply}");
            await town.PauseAsync(TimeSpan.FromSeconds(2));
        }

        return false;
    }

    private static Dictionary<string, string> Id(EventRecord @event) => new() { ["id"] = @event.Id };

    /// <summary>A small one, so that it is sold out soon.</summary>
    private async Task CreateLineEventAsync()
    {
        var chance = town.World.Waits;
        List<SectionRecord> sections = [];
        List<string> plans = [];
        if (chance.Hits(0.5))
        {
            var seats = chance.Between(2, 5);
            sections.Add(new SectionRecord("box", [.. Enumerable.Range(1, seats).Select(seat => $"box-A-{seat}")], 0));
            plans.Add($$"""{"id":"box","kind":"seated","price":"25.00","rows":[{"label":"A","seats":{{seats}}}]}""");
        }

        if (sections.Count == 0 || chance.Hits(0.5))
        {
            var places = chance.Between(2, 6);
            sections.Add(new SectionRecord("pit", [], places));
            plans.Add($$"""{"id":"pit","kind":"general","price":"5.00","capacity":{{places}}}""");
        }

        var policy = $$"""{"hold_ttl_seconds":{{(int)town.Options.Ttl.TotalSeconds}}}""";
        await CreateAsync(
            $$"""{"name":"Last night",{{Whose}}"sections":[{{string.Join(',', plans)}}],"policy":{{policy}}}""",
            $"event-{chance.Bits():x16}-{chance.Bits():x16}",
            id => new EventRecord { Id = id, Sections = sections, Ttl = town.Options.Ttl, HasLine = true, Seller = _seller });
    }

    private async Task CreateEventAsync(int number)
    {
        var seated = _work.Hits(0.6);
        var typed = town.World.Prices.Hits(0.4);
        (int Early, int Children)? quotas = typed && town.World.Quotas.Hits(0.6) ? (town.World.Quotas.Between(1, 4), town.World.Quotas.Between(1, 5)) : null;
        List<SectionRecord> sections = [];
        List<string> plans = [];
        PlanDrawing? drawing = null;
        if (seated)
        {
            var rows = Rows[.._work.Between(1, 3)].Select(label => (Label: label, Seats: _work.Between(1, 6))).ToArray();
            drawing = town.World.Plans.Hits(0.2) ? PlanDrawing.Of("stalls", rows, town.World.Plans) : null;
            sections.Add(new SectionRecord("stalls", drawing?.Seats ?? [.. rows.SelectMany(row => Enumerable.Range(1, row.Seats).Select(seat => $"stalls-{row.Label}-{seat}"))], 0));
            var rowsText = $$""","rows":[{{string.Join(',', rows.Select(row => $$"""{"label":"{{row.Label}}","seats":{{row.Seats}}}"""))}}]""";
            plans.Add($$"""{"id":"stalls","kind":"seated",{{Price("25.00", typed, quotas)}}{{(drawing is null ? rowsText : "")}}}""");
        }

        if (!seated || _work.Hits(0.5))
        {
            // Now and then more pools than one block has.
            var places = _work.Hits(0.15) ? town.Options.PoolSize * 17 : _work.Between(1, 14);
            sections.Add(new SectionRecord("floor", [], places));
            plans.Add($$"""{"id":"floor","kind":"general",{{Price("5.00", typed, quotas)}}{{(drawing is null ? $",\"capacity\":{places}" : "")}}}""");
            drawing = drawing?.WithPlaces("floor", places);
        }

        int? limit = _work.Hits(0.2) ? _work.Between(1, 4) : null;
        var policy = $$"""{"hold_ttl_seconds":{{(int)town.Options.Ttl.TotalSeconds}}{{(limit is null ? "" : $",\"max_per_customer\":{limit}")}}}""";
        var fees = typed ? $"\"fees\":{PriceCheck.Fees}," : "";
        bool? included = town.World.Taxes.Hits(0.5) ? town.World.Taxes.Hits(0.5) : null;
        var tax = included is { } isIncluded ? $"\"tax\":{PriceCheck.Tax(isIncluded)}," : "";
        var body = $$"""{"name":"Event {{number}}",{{Whose}}{{fees}}{{tax}}"sections":[{{string.Join(',', plans)}}],{{drawing?.Member}}"policy":{{policy}}}""";
        await CreateAsync(
            body,
            $"event-{_work.Bits():x16}-{_work.Bits():x16}",
            id => new EventRecord { Id = id, Sections = sections, Ttl = town.Options.Ttl, MaxPerCustomer = limit, HasTypes = typed, TaxIsIncluded = included, Seller = _seller, IsDrawn = drawing is not null }.With(quotas));
        if (town.World.Codes.Hits(0.4) && town.History.Events.LastOrDefault() is { } @event)
        {
            await CreateCodeAsync(@event);
        }
    }

    private async Task CreateCodeAsync(EventRecord @event)
    {
        var chance = town.World.Codes;
        CodeRecord code = new($"CODE-{chance.Below(1_000)}", chance.Of([12.5m, 12.5m, 33m, 100m]), chance.Between(1, 3), chance.Hits(0.3) ? 1 : null);
        var key = $"code-{chance.Bits():x16}-{chance.Bits():x16}";
        var reply = await town.InsistAsync(
            () => new Ask("POST", "/api/v1/events/{id}/codes", Town.Body(
                ("code", code.Text), ("percent_off", code.Percent), ("max_uses", code.Limit), ("max_uses_per_customer", code.CustomerLimit)))
            {
                Values = Id(@event),
                Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key },
                Caller = Town.Boss,
            },
            tries: 100);
        if (reply.Status != 201)
        {
            town.History.Break("HTTP", $"making code {code.Text} gave {reply}");
            return;
        }

        @event.Codes.Add(code);
    }

    private string Whose => _seller is null ? "" : $"\"organization_id\":\"{_seller.Organization}\",";

    private static string Price(string price, bool typed, (int Early, int Children)? quotas) => typed ? $"\"ticket_types\":{PriceCheck.Types(price, quotas)}" : $"\"price\":\"{price}\"";

    private async Task CreateAsync(string body, string key, Func<string, EventRecord> record)
    {
        var reply = await town.InsistAsync(
            () => new Ask("POST", "/api/v1/events", body) { Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key }, Caller = _seller is null ? null : Town.Boss }, tries: 100);
        if (reply.Status != 201)
        {
            town.History.Break("HTTP", $"creating an event gave {reply}");
            return;
        }

        var made = record(reply.Text("event_id")!);
        made.Prices.AddRange(made.Sections.Select(static section => new PriceRecord(section.Id, section.IsSeated ? 2_500 : 500, 0)));
        town.History.Events.Add(made);
    }
}
