using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Ticketing.Hosting;
using Ticketing.Moving;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Cluster;

/// <summary>An import to Redis that was interrupted: nothing is served from what it left, and the same import goes on with it.</summary>
public sealed class ClusterImportTests : IAsyncLifetime
{
    private static readonly MovedState First = new("ticketing.venue", "a", "venue", new byte[] { 1, 0 });
    private static readonly MovedState Second = new("ticketing.venue", "b/c", "venue", new byte[] { 1, 0 });
    private static readonly MovedReminder Third = new("ticketing.hold", "c", "work", new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromMinutes(1));

    // Characters that mean something in a pattern of keys.
    private const string ServiceId = @"a*[b]?\c";

    private RedisServer? _redis;

    private RedisServer Redis => _redis!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public Task DisposeAsync()
    {
        _redis?.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_same_import_goes_on_and_another_is_refused()
    {
        await using (var service = await OpenAsync(ServiceId))
        {
            await service.BeginAsync("one");
            await service.WriteAsync(First);
        }

        await using (var service = await OpenAsync(ServiceId))
        {
            var error = await Assert.ThrowsAsync<MoveException>(() => service.BeginAsync("two"));
            Assert.Contains("not to its end", error.Message, StringComparison.Ordinal);
            await service.BeginAsync("one");
            await service.WriteAsync(First);
            await service.WriteAsync(Second);
            await service.WriteAsync(Third);
            await service.EndAsync();
        }

        await using var whole = await OpenAsync(ServiceId);
        var records = await whole.ReadAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(["a", "b/c", "c"], records.Select(record => record.GrainKey).Order());
        Assert.All(records.OfType<MovedState>(), state => Assert.Equal(First.Bytes.ToArray(), state.Bytes.ToArray()));
        Assert.Equal(Third, Assert.Single(records.OfType<MovedReminder>()));
    }

    [Fact]
    public async Task No_silo_starts_over_it_and_nothing_is_exported_from_it()
    {
        await using (var service = await OpenAsync("ticketing"))
        {
            await service.BeginAsync("one");
            await service.WriteAsync(First);
        }

        var (exitCode, error) = await SiloProcesses.RefusedAsync(Redis);
        Assert.Equal(1, exitCode);
        Assert.Contains("An import into the service 'ticketing' did not end.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        await using var opened = await OpenAsync("ticketing");
        var unfinished = await Assert.ThrowsAsync<MoveException>(async () => await opened.ReadAsync(CancellationToken.None).ToListAsync());
        Assert.Contains("did not end", unfinished.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_export_has_twice_is_refused()
    {
        await using var service = await OpenAsync(ServiceId);
        await service.BeginAsync("one");
        await service.WriteAsync(First);
        var error = await Assert.ThrowsAsync<MoveException>(() => service.WriteAsync(First));
        Assert.Contains("ticketing.venue/a/venue twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_no_states_is_named_and_not_left_out()
    {
        await using (var redis = await ConnectionMultiplexer.ConnectAsync(Redis.Address))
        {
            await redis.GetDatabase().HashSetAsync("ticketing/state/odd", "data", "x");
        }

        await using var service = await OpenAsync("ticketing");
        var error = await Assert.ThrowsAsync<MoveException>(async () => await service.ReadAsync(CancellationToken.None).ToListAsync());
        Assert.Contains("'ticketing/state/odd'", error.Message, StringComparison.Ordinal);
    }

    private Task<IStoppedService> OpenAsync(string serviceId)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Redis:Url", Redis.Url), new("Cluster:ServiceId", serviceId)]);
        return builder.OpenStoppedAsync(toImport: true);
    }
}
