using System.Collections.Concurrent;
using System.Text.Json;

namespace Ticketing.Tests.Processes;

/// <summary>kill -9 at random moments under load: what was acknowledged is there, nothing is sold twice, sums add up.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 20;
    private const int Users = 16;
    private const int Capacity = 2_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-kill-").FullName;
    private readonly ConcurrentBag<string> _holds = [];
    private readonly ConcurrentBag<string> _bookings = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_survives_twenty_kills()
    {
        var random = new Random(20270131);
        string? id = null;
        for (var round = 0; round < Rounds; round++)
        {
            using var service = await StartAsync();
            id ??= (await service.PostAsync("/api/v1/events", new { name = "Killed", total_seats = Capacity })).Body.GetProperty("event_id").GetString()!;
            await CheckCountsAsync(service, id);
            using var stop = new CancellationTokenSource();
            var before = _bookings.Count;
            var users = Enumerable.Range(0, Users).Select(_ => UseAsync(service, id, stop.Token)).ToArray();

            // A service that has just started books nothing for a while on a slow machine: every other round waits for that.
            for (var look = 0; look < 1_000 && round % 2 == 1 && _bookings.Count == before && !Array.TrueForAll(users, static user => user.IsCompleted); look++)
            {
                await Task.Delay(20);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 400)));
            service.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(users);
        }

        using var last = await StartAsync();
        await CheckAsync(last, id!);
        Assert.NotEmpty(_bookings);
        Assert.Equal(_bookings.Count, _bookings.Distinct().Count());
        Assert.Equal(0, last.Terminate());
    }

    /// <summary>Holds outlast the test, however slow the machine is.</summary>
    private Task<ServiceProcess> StartAsync() =>
        ServiceProcess.StartAsync(new Dictionary<string, string> { ["Storage__Path"] = _folder, ["Holds__Ttl"] = "01:00:00" });

    private async Task UseAsync(ServiceProcess service, string id, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var (status, hold) = await service.PostAsync("/api/v1/holds", new { event_id = id, qty = 1 });
                if (status != 201)
                {
                    Assert.Equal("insufficient_seats", hold.GetProperty("code").GetString());
                    return;
                }

                var holdId = hold.GetProperty("hold_id").GetString()!;
                _holds.Add(holdId);
                var (booked, booking) = await service.PostAsync(
                    "/api/v1/book", new { hold_id = holdId, payment_token = hold.GetProperty("payment_token").GetString() });
                Assert.Equal(201, booked);
                _bookings.Add(booking.GetProperty("booking_id").GetString()!);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            // The service was killed under this request: it was not acknowledged.
        }
    }

    private async Task CheckCountsAsync(ServiceProcess service, string id)
    {
        var (_, status) = await service.GetAsync($"/api/v1/events/{id}/status");
        var (available, held, booked) = (
            status.GetProperty("available").GetInt32(), status.GetProperty("held").GetInt32(), status.GetProperty("booked").GetInt32());
        Assert.Equal(Capacity, available + held + booked);
        Assert.True(available >= 0, $"{available} available");
        Assert.InRange(booked, _bookings.Count, _holds.Count);
    }

    private async Task CheckAsync(ServiceProcess service, string id)
    {
        await CheckCountsAsync(service, id);
        await Parallel.ForEachAsync(_bookings, async (booking, _) =>
            Assert.Equal(200, (await service.GetAsync($"/api/v1/bookings/{booking}")).Status));
        await Parallel.ForEachAsync(_holds, async (hold, _) =>
        {
            var (code, body) = await service.GetAsync($"/api/v1/holds/{hold}");
            Assert.Equal(200, code);
            Assert.Contains(body.GetProperty("status").GetString(), (string[])["active", "confirmed"]);
        });
    }
}
