using System.Text.Json;
using Microsoft.Playwright;

namespace Ticketing.Browser;

/// <summary>
/// What a page's main thread did, as Chromium traced it. Times are the thread's own, so they do not depend on what else the machine does:
/// but where Chromium slows the thread down, which it does by the clock, a moment in which another program has the processor counts as well, as
/// often as the thread is slower.
/// </summary>
internal sealed class MainThreadMeasure
{
    private readonly List<JsonElement> _events = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICDPSession _devtools = null!;
    private (double From, double Length, double Used)[] _tasks = [];

    /// <summary>The page's own marks, in order.</summary>
    public (string Name, double At)[] Marks { get; private set; } = [];

    /// <param name="page">The page.</param>
    /// <param name="slower">How many times Chromium slows its thread down.</param>
    public static async Task<MainThreadMeasure> StartAsync(IPage page, int slower)
    {
        MainThreadMeasure trace = new() { _devtools = await page.Context.NewCDPSessionAsync(page) };
        await trace._devtools.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = slower });
        trace._devtools.Event("Tracing.dataCollected").OnEvent += (_, data) => trace._events.AddRange(data!.Value.GetProperty("value").EnumerateArray().Select(static one => one.Clone()));
        trace._devtools.Event("Tracing.tracingComplete").OnEvent += (_, _) => trace._complete.TrySetResult();
        await trace._devtools.SendAsync("Tracing.start", new() { ["categories"] = "blink.user_timing,disabled-by-default-devtools.timeline,__metadata", ["transferMode"] = "ReportEvents" });
        return trace;
    }

    /// <param name="marks">How the names begin of the marks that are wanted. They say which thread is the page's.</param>
    public async Task StopAsync(string marks)
    {
        await _devtools.SendAsync("Tracing.end");
        await _complete.Task.WaitAsync(TimeSpan.FromSeconds(120));
        var own = _events.Where(one => Text(one, "cat").Contains("user_timing", StringComparison.Ordinal) && Text(one, "name").StartsWith(marks, StringComparison.Ordinal))
            .OrderBy(static one => Number(one, "ts")).ToArray();
        var (process, thread) = (Number(own[0], "pid"), Number(own[0], "tid"));
        _tasks = [.. _events.Where(one => Number(one, "pid") == process && Number(one, "tid") == thread && Text(one, "name") == "RunTask" && Number(one, "dur") > 0)
            .Select(static one => (Number(one, "ts"), Number(one, "dur"), Number(one, "tdur")))];
        Marks = [.. own.Select(static one => (Text(one, "name"), Number(one, "ts")))];
    }

    /// <summary>Milliseconds of the processor that the thread used between two moments.</summary>
    public double Used(double from, double to)
    {
        var used = _tasks.Sum(task => task.Used * Math.Max(0, Math.Min(task.From + task.Length, to) - Math.Max(task.From, from)) / task.Length) / 1000;
        Assert.True(used > 0, "The trace has no time of threads.");
        return used;
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static double Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}
