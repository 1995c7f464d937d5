using System.Text.Json;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Cluster;

/// <summary>Real silos over a real Redis, while one of them dies: nothing lost, nothing sold twice, errors that pass.</summary>
public sealed class OutageTests
{
    private const int Events = 8;
    private const int Capacity = 200;

    [Fact]
    public async Task A_silo_is_killed_under_load()
    {
        using var redis = await RedisServer.StartAsync();
        using var first = await SiloProcesses.StartAsync(redis);
        using var second = await SiloProcesses.StartAsync(redis);
        using var third = await SiloProcesses.StartAsync(redis);
        await SellThrough(first, third, () =>
        {
            second.Kill();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Redis_is_killed_under_load_and_started_again()
    {
        using var redis = await RedisServer.StartAsync();
        using var first = await SiloProcesses.StartAsync(redis);
        using var second = await SiloProcesses.StartAsync(redis);
        await SellThrough(first, second, () =>
        {
            redis.Kill();
            return redis.StartAgainAsync();
        });
    }

    /// <summary>Sells every place of every event over two silos, with an outage once a quarter is sold.</summary>
    private static async Task SellThrough(ServiceProcess first, ServiceProcess second, Func<Task> outage)
    {
        List<string> events = [];
        for (var i = 0; i < Events; i++)
        {
            var (status, body) = await (i % 2 == 0 ? first : second).PostAsync("/api/v1/events", new { name = $"Event {i}", total_seats = Capacity });
            Assert.Equal(201, status);
            events.Add(body.GetProperty("event_id").GetString()!);
        }

        TaskCompletionSource quarter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var sold = new int[Events];
        var sellers = Enumerable.Range(0, Events).Select(at => Task.Run(async () =>
        {
            for (var i = 0; i < Capacity / 2; i++)
            {
                if (at == 0 && i == Capacity / 8)
                {
                    quarter.SetResult();
                }

                await SellAsync(i % 2 == 0 ? first : second, events[at]);
                sold[at]++;
            }
        })).ToArray();
        await quarter.Task;
        await outage();
        await Task.WhenAll(sellers);
        for (var i = 0; i < Events; i++)
        {
            var (_, counts) = await UntilAnswered(() => second.GetAsync($"/api/v1/events/{events[i]}/status"));
            Assert.Equal(sold[i], counts.GetProperty("booked").GetInt32());
            Assert.Equal(Capacity, counts.GetProperty("available").GetInt32() + counts.GetProperty("held").GetInt32() + sold[i]);
        }

        Assert.Equal(Events * Capacity / 2, sold.Sum());
    }

    private static async Task SellAsync(ServiceProcess silo, string id)
    {
        var (held, hold) = await UntilAnswered(() => silo.PostAsync("/api/v1/holds", new { event_id = id, qty = 1 }));
        Assert.Equal(201, held);
        var (booked, _) = await UntilAnswered(() => silo.PostAsync("/api/v1/book", new
        {
            hold_id = hold.GetProperty("hold_id").GetString(),
            payment_token = hold.GetProperty("payment_token").GetString(),
        }));
        Assert.True(booked is 200 or 201, $"Booking was answered with {booked}.");
    }

    /// <summary>Repeats what is answered with 503, after the second that it asks for; nothing else may fail.</summary>
    private static async Task<(int Status, JsonElement Body)> UntilAnswered(Func<Task<(int Status, JsonElement Body)>> request)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await request();
            if (answer.Status != 503)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), deadline.Token);
        }
    }
}
