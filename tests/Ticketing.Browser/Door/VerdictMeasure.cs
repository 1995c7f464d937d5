using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Ticketing.Browser.Door;

/// <summary>What a phone's page takes of the processor, and how long somebody waits, from a picture of the camera to the verdict.</summary>
[Collection(DoorService.Collection)]
public sealed class VerdictMeasure(DoorService service, ITestOutputHelper output) : IDisposable
{
    private const int Verdicts = 6;
    private const double MostWork = 300;

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-measure-").FullName;

    [BrowserFact]
    public async Task The_page_works_less_than_300_ms_for_a_verdict_on_a_processor_of_a_quarter()
    {
        foreach (var isOnline in new[] { true, false })
        {
            var (waits, work) = await MeasureAsync(isOnline);
            output.WriteLine($"{(isOnline ? "Online" : "Without network")}, {waits.Length} verdicts, 4 times slower: "
                + $"the main thread used {work.Min():F0} to {work.Max():F0} ms, from the picture to the verdict {waits.Min():F0} to {waits.Max():F0} ms");
            Assert.Equal(Verdicts, work.Length);
            Assert.All(work, static one => Assert.True(one <= MostWork, $"{one} ms"));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(double[] Waits, double[] Work)> MeasureAsync(bool isOnline)
    {
        var evening = await service.EveningAsync(isOnline ? "Concert against the clock" : "Concert against the clock, below ground");
        var bought = await evening.BuyAsync([.. Enumerable.Range(1, Verdicts).Select(static i => $"stalls-A-{i}")]);
        var pictures = await Task.WhenAll(Enumerable.Range(1, Verdicts).Select(i => evening.PictureAsync(bought, i)));
        await using var browser = await service.StartBrowserAsync(
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-video-capture={TicketVideo.Write(_folder, pictures)}");
        await using var phone = await service.PhoneAsync(browser);
        await phone.FollowLinkAsync(service.Scanner);
        var thread = await MainThreadMeasure.StartAsync(phone.Page, slower: 4);
        if (!isOnline)
        {
            await phone.Page.RouteAsync("**/api/v1/checkin", static route => route.AbortAsync());
        }

        await phone.OpenGateAsync(evening, "North");

        // A ticket that comes again is refused: that is a verdict too, and somebody goes on.
        await phone.Page.EvaluateAsync("() => { setInterval(() => document.querySelector('#verdict:not([hidden], [data-tone=go]) #verdict-next')?.click(), 500); }");
        await phone.Recent.Nth(Verdicts - 1).WaitForAsync(new() { Timeout = 240_000 });
        await thread.StopAsync("door:");
        return Evaluate(thread);
    }

    /// <summary>Of each verdict: the time since the picture that it came of, and what the main thread used of the processor meanwhile.</summary>
    private static (double[] Waits, double[] Work) Evaluate(MainThreadMeasure thread)
    {
        var marks = thread.Marks.Where(static mark => mark.Name is "door:frame" or "door:verdict").ToArray();
        List<double> waits = [], work = [];
        for (var i = 1; i < marks.Length; i++)
        {
            if (marks[i].Name == "door:verdict" && work.Count < Verdicts)
            {
                waits.Add((marks[i].At - marks[i - 1].At) / 1000);
                work.Add(thread.Used(marks[i - 1].At, marks[i].At));
            }
        }

        return ([.. waits], [.. work]);
    }
}
