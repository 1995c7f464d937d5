using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Processes;
using Xunit.Abstractions;

namespace Ticketing.Tests.Cluster;

/// <summary>
/// <c>kill -9</c> of silos and of Redis (<c>appendfsync always</c>) at random moments under load: what was acknowledged is there,
/// no seat is sold twice, sums add up. TICKETING_KILL_ROUNDS says how many rounds; by default each kind comes once.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Users = 12;
    private const int Rows = 100;
    private const int SeatsInRow = 100;
    private const int BookedBeforeAKill = 10;

    private static readonly TimeSpan Told = TimeSpan.FromSeconds(90);

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("TICKETING_KILL_ROUNDS") ?? "4", CultureInfo.InvariantCulture);

    /// <summary>Hold, and its seats, as a customer was told.</summary>
    private readonly ConcurrentDictionary<string, string[]> _holds = [];
    private readonly ConcurrentDictionary<string, string[]> _bookings = [];
    private int _unanswered;

    [Fact]
    public async Task What_was_acknowledged_survives_and_no_seat_is_sold_twice()
    {
        var random = new Random(20281128);
        using var redis = await RedisServer.StartAsync();
        var ports = Enumerable.Range(0, 2).Select(static _ => ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture)).ToArray();
        ConcurrentBag<ServiceProcess> started = [];
        try
        {
            var silos = await Task.WhenAll(ports.Select(port => StartAsync(redis, port, started)));
            var (created, body) = await silos[0].PostAsync("/api/v1/events", new
            {
                name = "Killed",
                policy = new { hold_ttl_seconds = 3_600 },
                sections = new[] { new { id = "stalls", kind = "seated", price = "0.00", rows = Enumerable.Range(1, Rows).Select(static row => new { label = $"R{row}", seats = SeatsInRow }) } },
            });
            Assert.True(created == 201, $"{body}");
            var id = body.GetProperty("event_id").GetString()!;
            for (var round = 0; round < Rounds; round++)
            {
                var (first, second, store) = (round % 4 is 0 or 3, round % 4 is 1 or 3, round % 4 is 2 or 3);
                await SellUntilAsync(silos, id, async () =>
                {
                    await Task.Delay(random.Next(0, 400));
                    (first ? silos[0] : null)?.Kill();
                    (second ? silos[1] : null)?.Kill();
                    (store ? redis : null)?.Kill();
                });
                await (store ? redis.StartAgainAsync() : Task.CompletedTask);
                int[] gone = [.. first ? [0] : Array.Empty<int>(), .. second ? [1] : Array.Empty<int>()];
                foreach (var (at, silo) in gone.Zip(await Task.WhenAll(gone.Select(at => StartAsync(redis, ports[at], started)))))
                {
                    silos[at] = silo;
                }

                await CheckAsync(silos[round % 2], id);
            }

            output.WriteLine($"{Rounds} rounds: {_holds.Count} holds and {_bookings.Count} bookings acknowledged, {_unanswered} requests without an answer, 0 lost, 0 doubled");
        }
        finally
        {
            foreach (var silo in started)
            {
                silo.Dispose();
            }
        }
    }

    private static async Task<ServiceProcess> StartAsync(RedisServer redis, string port, ConcurrentBag<ServiceProcess> started)
    {
        var silo = await SiloProcesses.StartAsync(redis, ("Cluster__SiloPort", port));
        started.Add(silo);
        return silo;
    }

    private async Task SellUntilAsync(ServiceProcess[] silos, string id, Func<Task> kill)
    {
        using CancellationTokenSource stop = new();
        var enough = _bookings.Count + BookedBeforeAKill;
        TaskCompletionSource sold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var users = Enumerable.Range(0, Users).Select(user => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await BuyAsync(silos[user % silos.Length], id, stop.Token);
                if (_bookings.Count >= enough)
                {
                    sold.TrySetResult();
                }
            }
        })).ToArray();
        await await Task.WhenAny(sold.Task, Task.WhenAll(users));
        await kill();
        await stop.CancelAsync();
        await Task.WhenAll(users);
    }

    private async Task BuyAsync(ServiceProcess silo, string id, CancellationToken stop)
    {
        try
        {
            var (held, hold) = await silo.PostAsync("/api/v1/holds", new { event_id = id, qty = 2 });
            if (held == 503 || (held == 409 && hold.GetProperty("code").GetString() == "insufficient_seats"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
                return;
            }

            Assert.True(held == 201, $"{held}: {hold}");
            var holdId = hold.GetProperty("hold_id").GetString()!;
            var seats = SeatsOf(hold);
            Assert.Equal(2, seats.Length);
            Assert.True(_holds.TryAdd(holdId, seats));
            var (booked, booking) = await silo.PostAsync("/api/v1/book", new { hold_id = holdId, payment_token = hold.GetProperty("payment_token").GetString() });
            if (booked != 503)
            {
                Assert.True(booked is 200 or 201, $"{booked}: {booking}");
                Assert.True(_bookings.TryAdd(booking.GetProperty("booking_id").GetString()!, seats));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            // What was killed did not answer: nothing was acknowledged.
            Interlocked.Increment(ref _unanswered);
        }
    }

    private async Task CheckAsync(ServiceProcess silo, string id)
    {
        var all = _holds.Values.SelectMany(static seats => seats).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
        await Parallel.ForEachAsync(_holds, async (known, _) => Assert.Equal(known.Value, SeatsOf(await ReadAsync(silo, $"/api/v1/holds/{known.Key}"))));
        await Parallel.ForEachAsync(_bookings, async (known, _) =>
        {
            var booking = await ReadAsync(silo, $"/api/v1/bookings/{known.Key}");
            Assert.Equal("confirmed", booking.GetProperty("status").GetString());
            Assert.Equal(known.Value, SeatsOf(booking));
        });

        // A hold that was confirmed when its silo died tells its seats so when it is asked for, or when its reminder comes.
        using var deadline = new CancellationTokenSource(Told);
        while (true)
        {
            var counts = await ReadAsync(silo, $"/api/v1/events/{id}/status");
            var (available, held, booked) = (counts.GetProperty("available").GetInt32(), counts.GetProperty("held").GetInt32(), counts.GetProperty("booked").GetInt32());
            Assert.Equal(Rows * SeatsInRow, available + held + booked);
            Assert.True(held + booked >= 2 * _holds.Count, $"{held + booked} seats are held or booked of {2 * _holds.Count} that were acknowledged.");
            if (booked >= 2 * _bookings.Count)
            {
                return;
            }

            Assert.False(deadline.IsCancellationRequested, $"{booked} seats are booked of {2 * _bookings.Count} that were acknowledged.");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    /// <summary>Right after a kill 503 may be the answer for a moment.</summary>
    private static async Task<JsonElement> ReadAsync(ServiceProcess silo, string path)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var (status, body) = await silo.GetAsync(path);
            if (status == 200)
            {
                return body;
            }

            Assert.True(status == 503, $"{path} was answered with {status}: {body}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), deadline.Token);
        }
    }

    private static string[] SeatsOf(JsonElement answer) => [.. answer.GetProperty("seats").EnumerateArray().Select(static seat => seat.GetString()!).Order(StringComparer.Ordinal)];
}
