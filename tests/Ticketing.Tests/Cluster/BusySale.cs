using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Cluster;

/// <summary>
/// Clients that hold and book over several silos while something fails. What is answered with 503 is repeated after the time
/// that it asks for; nothing else may fail. In the end every event has sold what its clients were told.
/// </summary>
internal sealed class BusySale(params ServiceProcess[] silos)
{
    private const int Events = 8;
    private const int Capacity = 20_000;

    /// <summary>That each client books before the failure begins, and again after it is over.</summary>
    private const int Quiet = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int[] _sold = new int[Events];
    private readonly int[] _refused = new int[Events];
    private readonly TimeSpan[] _slowest = new TimeSpan[Events];
    private long _over;
    private long _recovered;
    private int _started;

    /// <summary>The silos that a load balancer would send requests to.</summary>
    public ImmutableArray<ServiceProcess> InService { get; set; } = [.. silos];

    /// <summary>What clients saw of it.</summary>
    public string Report =>
        $"{_sold.Sum()} booked, {_refused.Sum()} answers of 503, slowest answer {_slowest.Max().TotalSeconds:f2} s, first booking {Recovery.TotalSeconds:f2} s after it was over";

    /// <summary>From the end of the failure to the first booking after it.</summary>
    public TimeSpan Recovery => Stopwatch.GetElapsedTime(_over, _recovered);

    public async Task RunAsync(Func<Task> failure)
    {
        List<string> events = [];
        for (var i = 0; i < Events; i++)
        {
            var (status, body) = await InService[i % InService.Length].PostAsync("/api/v1/events", new { name = $"Event {i}", total_seats = Capacity });
            Assert.Equal(201, status);
            events.Add(body.GetProperty("event_id").GetString()!);
        }

        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, Events).Select(at => Task.Run(() => SellAsync(at, events[at], begun))).ToArray();
        await await Task.WhenAny(begun.Task, Task.WhenAll(clients));
        await failure();
        Volatile.Write(ref _over, Stopwatch.GetTimestamp());
        await Task.WhenAll(clients);
        for (var at = 0; at < Events; at++)
        {
            var counts = await AnswerAsync(at, HttpMethod.Get, $"/api/v1/events/{events[at]}/status", body: null);
            Assert.Equal(_sold[at], counts.GetProperty("booked").GetInt32());
            Assert.Equal(Capacity, counts.GetProperty("available").GetInt32() + counts.GetProperty("held").GetInt32() + _sold[at]);
        }
    }

    private async Task SellAsync(int at, string id, TaskCompletionSource begun)
    {
        for (var after = 0; after < Quiet;)
        {
            var hold = await AnswerAsync(at, HttpMethod.Post, "/api/v1/holds", new { event_id = id, qty = 1 });
            await AnswerAsync(at, HttpMethod.Post, "/api/v1/book", new
            {
                hold_id = hold.GetProperty("hold_id").GetString(),
                payment_token = hold.GetProperty("payment_token").GetString(),
            });
            if (++_sold[at] == Quiet && Interlocked.Increment(ref _started) == Events)
            {
                begun.SetResult();
            }

            if (Volatile.Read(ref _over) != 0)
            {
                Interlocked.CompareExchange(ref _recovered, Stopwatch.GetTimestamp(), 0);
                after++;
            }
        }
    }

    private async Task<JsonElement> AnswerAsync(int at, HttpMethod method, string path, object? body)
    {
        using var deadline = new CancellationTokenSource(Patience);
        for (var attempt = _sold[at]; ; attempt++)
        {
            var silos = InService;
            using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            var asked = Stopwatch.GetTimestamp();
            using var response = await silos[(at + attempt) % silos.Length].Client.SendAsync(request, deadline.Token);
            var took = Stopwatch.GetElapsedTime(asked);
            _slowest[at] = took > _slowest[at] ? took : _slowest[at];
            var status = (int)response.StatusCode;
            if (status is 200 or 201)
            {
                return await response.Content.ReadFromJsonAsync<JsonElement>(deadline.Token);
            }

            Assert.True(status == 503, $"{path} was answered with {status}: {await response.Content.ReadAsStringAsync(deadline.Token)}");
            _refused[at]++;
            await Task.Delay(response.Headers.RetryAfter!.Delta!.Value, deadline.Token);
        }
    }
}
