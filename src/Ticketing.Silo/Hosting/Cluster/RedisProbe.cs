using StackExchange.Redis;

namespace Ticketing.Hosting;

/// <summary>Whether a Redis does what Orleans' providers ask of it, and how well it keeps what it acknowledged.</summary>
internal sealed class RedisProbe(ConnectionMultiplexer redis, string places)
{
    /// <summary>As the providers write: by a script. A store without them would keep the silo joining for minutes without a word.</summary>
    private const string WriteByScript = "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('DEL', KEYS[1])";

    /// <exception cref="IOException">It never will; the message, one line, says what to do.</exception>
    /// <exception cref="RedisException">It does not now.</exception>
    public async Task RequireWritesAsync(RedisKey key)
    {
        if (redis.GetServers() is { Length: > 0 } servers && servers.All(static server => server.IsReplica))
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, "It is a replica that takes no writes: Redis:Url must name the primary.");
        }

        try
        {
            await redis.GetDatabase().ScriptEvaluateAsync(WriteByScript, [key], ["probe"]);
        }
        catch (RedisServerException e) when (e.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase) || e.Message.StartsWith("NOPERM", StringComparison.Ordinal))
        {
            throw new IOException(
                $"Redis at {places} runs no scripts, by which Orleans writes. Use Redis or Valkey with EVAL, EVALSHA and SCRIPT, and a user who may run them. ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    /// <summary>What may lose an acknowledged change, each a sentence for operators. Empty: nothing was found.</summary>
    public async Task<IReadOnlyList<string>> WeaknessesAsync()
    {
        List<string> found = [];
        foreach (var server in redis.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }))
        {
            try
            {
                found.AddRange(OfReplicas(await AskAsync(server, "INFO", "replication")));
                found.AddRange(OfSettings(await SettingAsync(server, "appendonly"), await SettingAsync(server, "appendfsync"), await SettingAsync(server, "maxmemory-policy")));
            }
            catch (RedisServerException e)
            {
                found.Add(
                    $"It could not be checked that Redis syncs its log before it acknowledges (appendonly yes, appendfsync always) and evicts nothing (maxmemory-policy noeviction): ask whoever runs it. ({e.Message.ReplaceLineEndings(" ")})");
            }
        }

        return [.. found.Distinct()];
    }

    private static IEnumerable<string> OfReplicas(RedisResult replication)
    {
        var facts = ((string?)replication ?? "").Split('\n', StringSplitOptions.TrimEntries);
        if (facts.Any(static fact => fact.StartsWith("connected_slaves:", StringComparison.Ordinal) && fact != "connected_slaves:0"))
        {
            yield return "Redis has replicas: one that takes over may lack what was acknowledged last, since they are told afterwards.";
        }
    }

    private static IEnumerable<string> OfSettings(string? log, string? sync, string? eviction)
    {
        if (log != "yes")
        {
            yield return "Redis keeps no log (appendonly no): what was acknowledged may be lost when it ends. Set appendonly yes and appendfsync always.";
        }
        else if (sync != "always")
        {
            yield return $"Redis acknowledges before its log is on the disk (appendfsync {sync}): the last changes may be lost when its machine fails. Set appendfsync always.";
        }

        if (eviction != "noeviction")
        {
            yield return $"Redis forgets keys when its memory is full (maxmemory-policy {eviction}): each is a lost hold or booking. Set maxmemory-policy noeviction.";
        }
    }

    private static async Task<string?> SettingAsync(IServer server, string name) =>
        await AskAsync(server, "CONFIG", "GET", name) is { Length: 2 } pair ? (string?)pair[1] : null;

    private static Task<RedisResult> AskAsync(IServer server, string command, params object[] arguments) => server.ExecuteAsync(command, arguments);
}
