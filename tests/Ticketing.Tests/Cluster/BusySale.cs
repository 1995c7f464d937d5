using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Cluster;

/// <summary>
/// Clients that hold and book over several silos while something fails. What is answered with 503 is repeated after the time
/// that it asks for, what is not answered since the silo died is repeated at another one; nothing else may fail. Every other
/// client names its requests by idempotency keys. In the end every event has sold what its clients were told.
/// </summary>
internal sealed class BusySale(params ServiceProcess[] silos)
{
    private const int Events = 8;
    private const int Capacity = 20_000;

    /// <summary>That each client books before the failure begins, and again after it is over.</summary>
    private const int Quiet = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly int[] _sold = new int[Events];
    private readonly int[] _refused = new int[Events];
    private readonly int[] _unanswered = new int[Events];
    private readonly TimeSpan[] _slowest = new TimeSpan[Events];
    private long _over;
    private long _recovered;
    private int _started;

    /// <summary>The silos that a load balancer would send requests to.</summary>
    public ImmutableArray<ServiceProcess> InService { get; set; } = [.. silos];

    /// <summary>What clients saw of it.</summary>
    public string Report =>
        $"{_sold.Sum()} booked, {_refused.Sum()} answers of 503, {_unanswered.Sum()} without an answer, slowest answer {_slowest.Max().TotalSeconds:f2} s, first booking {Recovery.TotalSeconds:f2} s after it was over";

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
            // A hold that was confirmed when its silo died tells its places so when its reminder comes.
            using var deadline = new CancellationTokenSource(Told);
            JsonElement counts;
            while ((counts = await AnswerAsync(at, HttpMethod.Get, $"/api/v1/events/{events[at]}/status", body: null)).GetProperty("booked").GetInt32() < _sold[at])
            {
                Assert.False(deadline.IsCancellationRequested, $"{counts} of {_sold[at]} that were acknowledged");
                await Task.Delay(Pause);
            }

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
        var key = at % 2 == 0 && body is not null ? Guid.NewGuid().ToString() : null;
        for (var attempt = _sold[at]; ; attempt++)
        {
            var silos = InService;
            using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            var asked = Stopwatch.GetTimestamp();
            using var response = await SendAsync(silos[(at + attempt) % silos.Length], request, deadline.Token);
            if (response is null)
            {
                _unanswered[at]++;
                await Task.Delay(Pause, deadline.Token);
                continue;
            }

            var took = Stopwatch.GetElapsedTime(asked);
            _slowest[at] = took > _slowest[at] ? took : _slowest[at];
            var status = (int)response.StatusCode;
            if (status is 200 or 201)
            {
                return await response.Content.ReadFromJsonAsync<JsonElement>(deadline.Token);
            }

            if (status == 409 && key is not null)
            {
                var problem = await response.Content.ReadFromJsonAsync<JsonElement>(deadline.Token);
                Assert.Equal("idempotency_key_in_use", problem.GetProperty("code").GetString());
                await Task.Delay(Pause, deadline.Token);
                continue;
            }

            Assert.True(status == 503, $"{path} was answered with {status}: {await response.Content.ReadAsStringAsync(deadline.Token)}");
            _refused[at]++;
            await Task.Delay(response.Headers.RetryAfter!.Delta!.Value, deadline.Token);
        }
    }

    /// <summary>Null: the silo died before it answered.</summary>
    private static async Task<HttpResponseMessage?> SendAsync(ServiceProcess silo, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await silo.Client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
