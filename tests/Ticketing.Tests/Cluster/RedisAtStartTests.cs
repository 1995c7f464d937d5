using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Ticketing.Hosting;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Cluster;

/// <summary>What a silo that starts asks of its Redis: scripts and writes it must take, what may lose something is said.</summary>
public sealed class RedisAtStartTests
{
    private static readonly string[] NoScripts = ["--rename-command", "EVAL", "", "--rename-command", "EVALSHA", ""];

    [Fact]
    public async Task A_store_without_scripts_is_refused_at_once_in_one_line()
    {
        using var redis = await RedisServer.StartAsync(NoScripts);
        var (exitCode, error) = await SiloProcesses.RefusedAsync(redis, ("Redis__Patience", "00:10:00"));
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Redis at {redis.Address} runs no scripts, by which Orleans writes. Use Redis or Valkey", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_run_no_scripts_is_refused()
    {
        using var redis = await RedisServer.StartAsync("--user", "silo", "on", ">secret", "~*", "&*", "+@all", "-@scripting");
        var error = await Assert.ThrowsAsync<IOException>(() => StartOf(new Readiness(), ("Redis:Url", $"redis://silo:secret@{redis.Address}")).RequireAsync());
        Assert.Contains("a user who may run them", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_replica_is_refused_with_the_remedy()
    {
        using var primary = await RedisServer.StartAsync();
        using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", primary.Port);
        var error = await Assert.ThrowsAsync<IOException>(() => StartOf(new Readiness(), ("Redis:Url", replica.Url), ("Redis:Patience", "00:00:01")).RequireAsync());
        Assert.Contains(replica.Address, error.Message, StringComparison.Ordinal);
        Assert.Contains("Redis:Url must name the primary", error.Message, StringComparison.Ordinal);
        Assert.Single(error.Message.Split('\n'));
    }

    [Fact]
    public async Task A_Redis_that_is_full_is_refused_with_its_reason()
    {
        using var redis = await RedisServer.StartAsync("--maxmemory", "1");
        var error = await Assert.ThrowsAsync<IOException>(() => StartOf(new Readiness(), ("Redis:Url", redis.Url), ("Redis:Patience", "00:00:01")).RequireAsync());
        Assert.Contains("maxmemory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_keeps_what_it_acknowledged_has_no_weakness()
    {
        using var redis = await RedisServer.StartAsync();
        Assert.Empty(await WeaknessesAsync(redis));
    }

    [Fact]
    public async Task What_it_may_lose_or_forget_is_said()
    {
        using var redis = await RedisServer.StartAsync("--appendfsync", "everysec", "--maxmemory-policy", "allkeys-lru");
        Assert.Equal(["appendfsync everysec", "maxmemory-policy allkeys-lru"], (await WeaknessesAsync(redis)).Select(Setting));
        using var unlogged = await RedisServer.StartAsync("--appendonly", "no");
        Assert.Equal(["appendonly no"], (await WeaknessesAsync(unlogged)).Select(Setting));
    }

    [Fact]
    public async Task That_a_replica_may_take_over_is_said()
    {
        using var primary = await RedisServer.StartAsync();
        using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", primary.Port);
        IReadOnlyList<string> said = [];
        await Moving.Sale.UntilAsync(async () => (said = await WeaknessesAsync(primary)).Count > 0);
        Assert.StartsWith("Redis has replicas", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_its_settings_are_not_told_that_is_said()
    {
        using var redis = await RedisServer.StartAsync("--rename-command", "CONFIG", "");
        Assert.StartsWith("It could not be checked", Assert.Single(await WeaknessesAsync(redis)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weaknesses_are_in_the_log_and_in_readiness()
    {
        using var redis = await RedisServer.StartAsync("--appendfsync", "everysec");
        using var silo = await SiloProcesses.StartAsync(redis, ("Logging__Format", "json"));
        var (status, body) = await silo.GetAsync("/health/ready");
        Assert.Equal((200, "healthy"), (status, body.GetProperty("status").GetString()));
        var said = Assert.Single(body.GetProperty("warnings").EnumerateArray()).GetString()!;
        Assert.Contains("appendfsync everysec", said, StringComparison.Ordinal);
        var line = await silo.Output.LineAsync(line => line.Contains(said, StringComparison.Ordinal));
        Assert.Equal("warning", JsonDocument.Parse(line).RootElement.GetProperty("level").GetString());
    }

    /// <summary>What stands in brackets.</summary>
    private static string Setting(string weakness) => weakness.Split('(', ')')[1];

    private static async Task<IReadOnlyList<string>> WeaknessesAsync(RedisServer redis)
    {
        Readiness readiness = new();
        await StartOf(readiness, ("Redis:Url", redis.Url)).RequireAsync();
        return readiness.Warnings;
    }

    private static RedisAtStart StartOf(Readiness readiness, params (string Key, string Value)[] settings) => new(
        ClusterSettings.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build()),
        readiness,
        NullLogger<RedisAtStart>.Instance);
}
