namespace Ticketing.Simulation;

/// <summary>Once nothing goes wrong any more: waits until what failed before was tried again.</summary>
public sealed class TicketWatch(Town town)
{
    /// <summary>Longer than the longest wait between two attempts.</summary>
    private const int Looks = 50;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    public async Task RestAsync()
    {
        for (var look = 0; ; look++)
        {
            var progress = await town.InsistAsync(() => new Ask("GET", "/api/v1/admin/finalization") { Caller = Town.Boss });
            if (progress.Status == 200 && progress.Number("pending") == 0)
            {
                return;
            }

            if (look == Looks)
            {
                town.History.Break("I12", $"tickets never come to rest: {progress}");
                return;
            }

            await town.UntilAsync(town.Now + Between.Ticks);
        }
    }
}
