namespace Ticketing.Simulation;

/// <summary>Once nothing goes wrong any more: waits until whoever has booked is told of the last change of their event.</summary>
public sealed class NoticeWatch(Town town)
{
    /// <summary>Longer than the longest wait between two attempts.</summary>
    private const int Looks = 100;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    public async Task RestAsync()
    {
        foreach (var @event in town.History.Events.Where(static known => known.MovedVersion > 0))
        {
            await RestAsync(@event);
        }
    }

    private async Task RestAsync(EventRecord @event)
    {
        for (var look = 0; ; look++)
        {
            var notice = await town.InsistAsync(() => new Ask("GET", "/api/v1/events/{id}/notice") { Values = new Dictionary<string, string> { ["id"] = @event.Id }, Caller = Town.Boss });
            if (notice.Status == 200 && notice.Text("status") == "done" && notice.Number("version") >= @event.MovedVersion)
            {
                return;
            }

            if (look == Looks)
            {
                town.History.Break("I15", $"who has booked {@event.Id} is never told of version {@event.MovedVersion}: {notice}");
                return;
            }

            await town.UntilAsync(town.Now + Between.Ticks);
        }
    }
}
