using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Adds places to events on sale, and takes free ones away. Each wish says how it is to be, so that it may be asked for again.</summary>
public sealed class Planner(Town town)
{
    private const int Tries = 40;
    private readonly Chance _chance = town.World.Layouts;
    private int _rows;

    public async Task ChangeAsync()
    {
        for (var i = 0; i < town.Options.CapacityChanges; i++)
        {
            await town.UntilAsync(town.Now + _chance.Delay(TimeSpan.FromSeconds(_chance.Of([1, 20, 90]))).Ticks + 1);
            var @event = _chance.Of(town.History.Events);
            var section = _chance.Of([.. @event.Sections]);

            // Where parties wait, what they can use only grows.
            await ((@event.HasLine ? _chance.Between(1, 5) : _chance.Below(10)) switch
            {
                < 1 => AddAndRemoveSectionAsync(@event, $"annex{i}"),
                < 6 when section.IsSeated && !@event.IsDrawn => AddSeatsAsync(@event, section),
                < 6 when !section.IsSeated => AddPlacesAsync(@event, section, _chance.Between(1, 3 * town.Options.PoolSize)),
                _ when section.IsSeated => RemoveSeatsAsync(@event, section),
                _ => RemovePlacesAsync(@event, section),
            });
        }
    }

    private async Task AddPlacesAsync(EventRecord @event, SectionRecord section, int more)
    {
        if (await CapacityAsync(@event, section.Id) is not { } known)
        {
            return;
        }

        AddedRecord added = new() { Section = section.Id, Seats = [], Quantity = more, Asked = town.Now };
        @event.Added.Add(added);
        section.Places += more;
        if (await SendAsync(@event, section.Id, Town.Body(("capacity", known + more)), from: known) is not { } reply)
        {
            @event.Added.Remove(added);
            section.Places -= more;
        }
        else if (reply.IsSuccess)
        {
            added.Done = town.Now;
        }
    }

    /// <summary>A row more, or one that gets longer.</summary>
    private async Task AddSeatsAsync(EventRecord @event, SectionRecord section)
    {
        var had = _chance.Hits(0.5) ? section.Seats[^1].Split('-') : null;
        var (label, before) = had is null ? ($"N{_rows++}", 0) : (had[1], section.Seats.Count(seat => seat.Split('-')[1] == had[1]));
        var seats = before + _chance.Between(1, 4);
        AddedRecord added = new()
        {
            Section = section.Id,
            Seats = [.. Enumerable.Range(before + 1, seats - before).Select(number => $"{section.Id}-{label}-{number}")],
            Quantity = seats - before,
            Asked = town.Now,
        };
        @event.Added.Add(added);
        section.Seats.AddRange(added.Seats);
        if (await SendAsync(@event, section.Id, $$"""{"rows":[{"label":"{{label}}","seats":{{seats}}}]}""") is { IsSuccess: true })
        {
            added.Done = town.Now;
        }
    }

    private async Task RemovePlacesAsync(EventRecord @event, SectionRecord section)
    {
        var known = await CapacityAsync(@event, section.Id) ?? 0;
        if (known <= 1)
        {
            return;
        }

        var fewer = _chance.Between(1, Math.Min(known - 1, 2 * town.Options.PoolSize));
        var record = Record(@event, section, [], fewer);
        Learn(record, await SendAsync(@event, section.Id, Town.Body(("capacity", known - fewer)), record, known));
    }

    private async Task RemoveSeatsAsync(EventRecord @event, SectionRecord section)
    {
        // The first stays: a section whose last seat goes is there no more.
        string[] seats = [.. section.Seats.Skip(1).Where(seat => !town.History.MayBeMissing(@event, seat, town.Now, town.Now) && _chance.Hits(0.25)).Take(3)];
        if (seats.Length == 0)
        {
            return;
        }

        var record = Record(@event, section, seats, seats.Length);
        Learn(record, await SendAsync(@event, section.Id, Town.Body(("remove_seats", seats)), record));
    }

    /// <summary>Nobody knows of it, so that all of it is free.</summary>
    private async Task AddAndRemoveSectionAsync(EventRecord @event, string id)
    {
        AddedRecord added = new() { Section = id, Seats = [], Quantity = _chance.Between(1, 9), Asked = town.Now };
        @event.Added.Add(added);
        var made = await SendAsync(@event, "", $$"""{"id":"{{id}}","kind":"general","price":"3.00","capacity":{{added.Quantity}}}""");
        if (made is not { IsSuccess: true })
        {
            return;
        }

        added.Done = town.Now;
        if (_chance.Hits(0.6))
        {
            await town.UntilAsync(town.Now + _chance.Delay(TimeSpan.FromSeconds(30)).Ticks + 1);
            var record = Record(@event, new SectionRecord(id, [], added.Quantity), [], added.Quantity);
            Learn(record, await SendAsync(@event, id, body: null, record, since: made.Number("version")));
            town.History.Require(record.MayBe, "I18", () => $"section {id} of {@event.Id}, of which nobody had anything, could not be taken away");
        }
    }

    private WithholdingRecord Record(EventRecord @event, SectionRecord section, string[] seats, int quantity)
    {
        WithholdingRecord record = new() { Event = @event, Section = section.Id, Wanted = seats, Quantity = quantity, Asked = town.Now };
        town.History.Removals.Add(record);
        return record;
    }

    private void Learn(WithholdingRecord record, Reply? reply)
    {
        if (reply is null)
        {
            town.History.Removals.Remove(record);
        }
        else if (reply.IsSuccess)
        {
            record.Granted = town.Now;
        }
        else if (reply.Status is 409 or 422 && record.Attempts <= 1 && !town.World.CopiedCalls.Exists(copied => copied >= record.Asked))
        {
            // Of another try that was cut off nobody can say.
            record.Refused = town.Now;
        }
    }

    /// <summary>How many places the section has. Null: nobody can say.</summary>
    private async Task<int?> CapacityAsync(EventRecord @event, string section)
    {
        var known = await town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}") { Values = Values(@event, "") });
        return known.IsSuccess ? CapacityIn(known, section) : null;
    }

    private static int? CapacityIn(Reply known, string section) => known.Body.GetProperty("sections").EnumerateArray()
        .Where(one => one.GetProperty("id").GetString() == section)
        .Select(static one => (int?)one.GetProperty("capacity").GetInt32())
        .FirstOrDefault();

    /// <summary>Asks until there is an answer. What an earlier try did is what was wished for. Null: nothing was asked.</summary>
    /// <param name="event">The event.</param>
    /// <param name="section">Its section. Empty: the body is a new one.</param>
    /// <param name="body">What is to become of it. Null: it goes.</param>
    /// <param name="removal">Counts the tries: each may leave claims, until they lapse.</param>
    /// <param name="from">How many places the section had. Where it has another number, since an activation answered that knew less, it is not asked for.</param>
    /// <param name="since">The version in which the section was there. What knows no later one can't tell that it is gone.</param>
    private async Task<Reply?> SendAsync(EventRecord @event, string section, string? body, WithholdingRecord? removal = null, int? from = null, int since = 0)
    {
        var isUncertain = false;
        for (var attempt = 0; ; attempt++)
        {
            var known = await town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}") { Values = Values(@event, "") });
            if (isUncertain && known.IsSuccess && known.Number("version") > since && IsThere(known, section, body))
            {
                return known;
            }

            if (from is not null && known.IsSuccess && CapacityIn(known, section) != from)
            {
                // Also where it has what it is to have: perhaps it had, and the answer before was of one that knew less.
                return isUncertain ? Reply.Broken : null;
            }

            if (removal is not null)
            {
                removal.Attempts++;
            }

            var asked = town.Now;
            var reply = await town.AskAsync(new Ask(
                body is null ? "DELETE" : section.Length == 0 ? "POST" : "PATCH",
                section.Length == 0 ? "/api/v1/events/{id}/sections" : "/api/v1/events/{id}/sections/{section_id}",
                body)
            {
                Caller = @event.Runner,
                Values = Values(@event, section),
                Headers = new Dictionary<string, string> { ["If-Match"] = known.IsSuccess ? $"\"{known.Number("version")}\"" : "\"0\"" },
            });
            if (isUncertain && (removal is not null ? reply.Status == 404 && body is not null : section.Length == 0 && reply.Status == 422))
            {
                // An earlier try did it.
                return known;
            }

            if (reply.IsSuccess || reply.Status is 409 || (reply.Status == 422 && body is not null && removal is not null) || attempt == Tries)
            {
                town.History.Require(
                    reply.Status != 409 || (removal is not null && reply.Code is "seat_taken" or "insufficient_seats"), "I18", () => $"changing the places of {@event.Id} by {body} gave {reply}");
                return reply;
            }

            // Where the call was doubled, the first may have done it and the second be the one that was answered.
            isUncertain |= reply.IsUnknown || (reply.Status == 412 && town.World.CopiedCalls.Exists(copied => copied >= asked));
            town.History.Require(
                reply.IsUnknown || reply.Status is Reply.NoService or 412 || (reply.Status == 404 && (town.World.WasSplit || isUncertain)), "HTTP", () => $"changing the places of {@event.Id} by {body} gave {reply}");
            await town.PauseAsync(TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>A new section is there, or one that was to go is not.</summary>
    private static bool IsThere(Reply known, string section, string? body)
    {
        var ids = known.Body.GetProperty("sections").EnumerateArray().Select(static one => one.GetProperty("id").GetString()).ToArray();
        return body is null ? !ids.Contains(section) : section.Length == 0 && ids.Any(id => body.StartsWith($$"""{"id":"{{id}}",""", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Values(EventRecord @event, string section) => new() { ["id"] = @event.Id, ["section_id"] = section };
}
