using System.Diagnostics;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Moving;
using Ticketing.Tests.Processes;
using Xunit.Abstractions;

namespace Ticketing.Tests.Cluster;

/// <summary>Real silos over a real Redis, while one of them fails: nothing lost, nothing sold twice, errors that pass.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);

    /// <summary>By when clients book again once what failed is back.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_silo_is_killed_under_load()
    {
        using var redis = await RedisServer.StartAsync();
        using var first = await SiloProcesses.StartAsync(redis);
        using var second = await SiloProcesses.StartAsync(redis);
        using var third = await SiloProcesses.StartAsync(redis);
        await SellAsync(new BusySale(first, second, third), async sale =>
        {
            await Task.Run(second.Kill);
            sale.InService = sale.InService.Remove(second);
        });
    }

    /// <summary>A load balancer needs seconds to see that a silo died; clients meet it until then, and repeat.</summary>
    [Fact]
    public async Task Three_silos_are_restarted_one_after_the_other_and_one_is_killed_under_load()
    {
        using var redis = await RedisServer.StartAsync();
        List<ServiceProcess> silos = [];
        try
        {
            for (var i = 0; i < 3; i++)
            {
                silos.Add(await SiloProcesses.StartAsync(redis));
            }

            await SellAsync(new BusySale([.. silos]), async sale =>
            {
                foreach (var old in silos.ToArray())
                {
                    // As Kubernetes does: a new one first, then no more requests to the old one, then its end.
                    var next = await SiloProcesses.StartAsync(redis);
                    silos.Add(next);
                    sale.InService = sale.InService.Remove(old).Add(next);
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    Assert.Equal(0, await Task.Run(old.Terminate));
                }

                var killed = silos[^1];
                await Task.Run(killed.Kill);
                await Task.Delay(TimeSpan.FromSeconds(1));
                sale.InService = sale.InService.Remove(killed);
            });
        }
        finally
        {
            silos.ForEach(static silo => silo.Dispose());
        }
    }

    [Fact]
    public async Task Redis_is_killed_under_load_and_started_again()
    {
        using var redis = await RedisServer.StartAsync();
        using var first = await SiloProcesses.StartAsync(redis);
        using var second = await SiloProcesses.StartAsync(redis);
        await SellAsync(new BusySale(first, second), _ =>
        {
            redis.Kill();
            return redis.StartAgainAsync();
        });
    }

    [Fact]
    public async Task Redis_refuses_connections_for_20_seconds_under_load()
    {
        using var redis = await RedisServer.StartAsync();
        using var first = await SiloProcesses.StartAsync(redis);
        using var second = await SiloProcesses.StartAsync(redis);
        await SellAsync(new BusySale(first, second), async _ =>
        {
            redis.Kill();
            await Task.Delay(Outage);
            await redis.StartAgainAsync();
        });
    }

    [Fact]
    public async Task Redis_hangs_for_20_seconds_under_load()
    {
        using var redis = await RedisServer.StartAsync();
        using var first = await SiloProcesses.StartAsync(redis);
        using var second = await SiloProcesses.StartAsync(redis);
        await SellAsync(new BusySale(first, second), async _ =>
        {
            redis.Hang();
            await Task.Delay(Outage);
            redis.GoOn();
        });
    }

    [Fact]
    public async Task All_silos_are_killed_and_one_at_another_address_is_ready_within_a_minute()
    {
        using var redis = await RedisServer.StartAsync();
        string eventId;
        using (var first = await SiloProcesses.StartAsync(redis))
        using (var second = await SiloProcesses.StartAsync(redis))
        {
            eventId = (await Sale.SellAsync(first)).EventId;
            second.Kill();
            first.Kill();
        }

        // Their rows in Redis say that they live. Nobody is there to find out sooner than by their silence.
        var killed = Stopwatch.GetTimestamp();
        using var next = await SiloProcesses.StartAsync(redis);
        var took = Stopwatch.GetElapsedTime(killed);
        output.WriteLine($"Ready after {took.TotalSeconds:f1} s");
        Assert.True(took < TimeSpan.FromMinutes(1), $"Ready after {took}.");
        Assert.Equal((6, 2, 2), await Sale.CountsAsync(next, eventId));
    }

    private async Task SellAsync(BusySale sale, Func<BusySale, Task> failure)
    {
        await sale.RunAsync(() => failure(sale));
        output.WriteLine(sale.Report);
        Assert.True(sale.Recovery < Recovery, sale.Report);
    }
}
