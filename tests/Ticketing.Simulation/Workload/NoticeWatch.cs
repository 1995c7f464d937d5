namespace Ticketing.Simulation;

/// <summary>Once nothing goes wrong any more: waits until whoever has booked is told of the last change of their event, and sent what its staff wrote.</summary>
public sealed class NoticeWatch(Town town)
{
    /// <summary>Longer than the longest wait between two attempts.</summary>
    private const int Looks = 100;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    public async Task RestAsync()
    {
        foreach (var @event in town.History.Events)
        {
            if (@event.MovedVersion > 0)
            {
                await RestAsync(
                    new Ask("GET", "/api/v1/events/{id}/notice") { Values = new Dictionary<string, string> { ["id"] = @event.Id }, Caller = Town.Boss },
                    notice => notice.Number("version") >= @event.MovedVersion,
                    $"who has booked {@event.Id} is never told of version {@event.MovedVersion}");
            }

            foreach (var message in @event.Messages)
            {
                await RestAsync(
                    new Ask("GET", "/api/v1/events/{id}/messages/{message_id}") { Values = new Dictionary<string, string> { ["id"] = @event.Id, ["message_id"] = message }, Caller = Town.Boss },
                    static _ => true,
                    $"who has booked {@event.Id} is never sent message {message}");
            }
        }
    }

    private async Task RestAsync(Ask ask, Func<Reply, bool> isMeant, string otherwise)
    {
        for (var look = 0; ; look++)
        {
            var work = await town.InsistAsync(() => ask);
            if (work.Status == 200 && work.Text("status") == "done" && isMeant(work))
            {
                return;
            }

            if (look == Looks)
            {
                town.History.Break("I15", $"{otherwise}: {work}");
                return;
            }

            await town.UntilAsync(town.Now + Between.Ticks);
        }
    }
}
