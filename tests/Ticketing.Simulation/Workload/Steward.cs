using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>Keeps places from sale, and gives some of them back.</summary>
public sealed class Steward(Town town)
{
    private readonly Chance _chance = town.World.Withholds;

    public async Task KeepAsync()
    {
        for (var i = 0; i < town.Options.Withholdings; i++)
        {
            await town.UntilAsync(town.Now + _chance.Delay(TimeSpan.FromSeconds(_chance.Of([1, 30, 120]))).Ticks + 1);
            var @event = _chance.Of(town.History.Events);
            var section = _chance.Of([.. @event.Sections]);
            var seats = section.IsSeated ? section.Seats.Where(_ => _chance.Hits(0.4)).DefaultIfEmpty(section.Seats[0]).ToArray() : [];
            WithholdingRecord record = new()
            {
                Event = @event,
                Section = section.Id,
                Wanted = seats,
                Quantity = section.IsSeated ? seats.Length : _chance.Between(1, Math.Min(section.FirstCapacity, 6)),
                Asked = town.Now,
            };
            town.History.Withholdings.Add(record);
            if (await WithholdAsync(record, $"withhold-{i}"))
            {
                await ReleaseAsync(record, i);
            }
        }
    }

    private async Task<bool> WithholdAsync(WithholdingRecord record, string key)
    {
        var places = record.Wanted.Length > 0 ? Town.Body(("seats", record.Wanted), ("reason", "press"))
            : Town.Body(("section", record.Section), ("qty", record.Quantity), ("reason", "press"));
        var reply = await town.InsistAsync(() =>
        {
            record.Attempts++;
            return new Ask("POST", "/api/v1/events/{id}/withholdings", places)
            {
                Values = new Dictionary<string, string> { ["id"] = record.Event.Id },
                Caller = Town.Boss,
                Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key },
            };
        });
        if (reply.Status == 201)
        {
            record.Granted = town.Now;
            record.Id = reply.Text("withholding_id");
            town.History.Require(
                reply.Number("qty") == record.Quantity && reply.Texts("seats").ToHashSet().SetEquals(record.Wanted), "I17", () => $"{record} was granted as {reply}");
        }
        else if (reply.Status == 409 || IsMissing(record, reply))
        {
            record.Refused = town.Now;
        }

        town.History.Require(
            reply.IsUnknown || reply.Status is 201 or Reply.NoService || reply.Code is "seat_taken" or "insufficient_seats" or "idempotency_key_in_use" || IsMissing(record, reply),
            "HTTP",
            () => $"withholding {record} gave {reply}");
        return record.IsGranted;
    }

    /// <summary>One of the seats is not there yet, or not any more.</summary>
    private bool IsMissing(WithholdingRecord record, Reply reply) =>
        reply.Code == "seat_not_found" && record.Wanted.Any(seat => town.History.MayBeMissing(record.Event, seat, record.Asked, town.Now));

    /// <summary>Nothing, a part and then the rest, or all at once.</summary>
    private async Task ReleaseAsync(WithholdingRecord record, int number)
    {
        if (_chance.Hits(0.3))
        {
            return;
        }

        await town.UntilAsync(town.Now + _chance.Delay(TimeSpan.FromMinutes(2)).Ticks + 1);
        var some = record.Quantity > 1 && _chance.Hits(0.6) ? _chance.Between(1, record.Quantity - 1) : record.Quantity;
        await ReleaseAsync(record, [.. record.Wanted.Take(some)], some, $"release-{number}-1");
        if (some < record.Quantity && _chance.Hits(0.5))
        {
            await town.UntilAsync(town.Now + _chance.Delay(TimeSpan.FromMinutes(1)).Ticks + 1);
            await ReleaseAsync(record, [.. record.Wanted.Skip(some)], record.Quantity - some, $"release-{number}-2");
        }
    }

    private async Task ReleaseAsync(WithholdingRecord record, string[] seats, int quantity, string key)
    {
        ReleaseRecord release = new() { Seats = seats, Quantity = quantity, Asked = town.Now };
        record.Releases.Add(release);
        var reply = await town.InsistAsync(() => new Ask(
            "POST",
            "/api/v1/events/{id}/withholdings/{withholding_id}/release",
            seats.Length > 0 ? Town.Body(("seats", seats), ("reason", "not needed")) : Town.Body(("qty", quantity), ("reason", "not needed")))
        {
            Values = new Dictionary<string, string> { ["id"] = record.Event.Id, ["withholding_id"] = record.Id! },
            Caller = Town.Boss,
            Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key },
        });
        release.Done = reply.Status == 200 ? town.Now : HoldRecord.Never;
        town.History.Require(
            reply.IsUnknown || reply.Status is 200 or Reply.NoService || reply.Code == "idempotency_key_in_use", "HTTP", () => $"giving back {quantity} of {record} gave {reply}");
    }
}
