using System.Text.Json;

namespace Ticketing.Simulation;

/// <summary>Once nothing goes wrong any more: the line comes to rest, and nobody waits for places that are there.</summary>
public sealed class LineWatch(Town town)
{
    private const int Looks = 60;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    public async Task RestAsync()
    {
        foreach (var @event in town.History.Events.Where(@event => @event.HasLine))
        {
            await new Organizer(town).ChangeAsync(@event, "on_sale");
            for (var look = 0; ; look++)
            {
                await town.UntilAsync(town.Now + Between.Ticks);
                var waiting = await town.InsistAsync(() => new Ask("GET", "/api/v1/admin/waitlist") { Caller = Town.Boss });
                var status = await town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}/status") { Values = new Dictionary<string, string> { ["id"] = @event.Id } });
                if (Why(waiting, status) is not { } why)
                {
                    break;
                }

                if (look == Looks)
                {
                    town.History.Break("I8", why);
                    return;
                }
            }
        }

        // What is kept for a party goes back to the public after its turn, one party after the other.
        var line = town.World.Lines;
        await town.UntilAsync(town.Now + (line.Rules.KeepTime.Ticks * line.Waiters) + (2 * Between.Ticks));
    }

    private static string? Why(Reply waiting, Reply status)
    {
        foreach (var entry in waiting.Body.GetProperty("items").EnumerateArray())
        {
            switch (entry.GetProperty("status").GetString())
            {
                case "notified":
                    return $"the offer never ends: {entry}";
                case "pending":
                    foreach (var section in status.Body.GetProperty("sections").EnumerateArray().Where(section => IsEnough(section, entry)))
                    {
                        return $"{entry} waits, although {section} has enough";
                    }

                    break;
            }
        }

        return null;
    }

    private static bool IsEnough(JsonElement section, JsonElement entry) =>
        (entry.GetProperty("section").GetString() is not { } wanted || wanted == section.GetProperty("id").GetString())
        && section.GetProperty("available").GetInt32() >= entry.GetProperty("quantity").GetInt32();
}
