using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Persistence.Redis;
using Orleans.Reminders.Redis;
using Orleans.Runtime;
using Orleans.Storage;
using StackExchange.Redis;
using Ticketing.Moving;

namespace Ticketing.Hosting;

/// <summary>
/// What the silos of a service keep in Redis, while none of them runs. State and reminders are written by Orleans' own
/// providers, taken from a host that is never started: the layout is theirs.
/// </summary>
internal sealed class StoppedCluster : IStoppedService
{
    /// <summary>A silo that has been silent for so long was killed, whatever its <see cref="ClusterSettings.AlivePeriod"/>.</summary>
    private static readonly TimeSpan Silence = 3 * ClusterSettings.LongestAlivePeriod;

    private const int ReadsAtOnce = 256;

    private readonly WebApplication _host;
    private readonly ConnectionMultiplexer _redis;
    private readonly string _serviceId;
    private readonly IGrainStorage _storage;
    private readonly IReminderTable _reminders;
    private bool _goesOn;

    private StoppedCluster(WebApplication host, ConnectionMultiplexer redis, string serviceId)
    {
        _host = host;
        _redis = redis;
        _serviceId = serviceId;
        _storage = host.Services.GetRequiredService<IGrainStorage>();
        _reminders = host.Services.GetRequiredService<IReminderTable>();
    }

    public string Place => $"the service '{_serviceId}' in Redis";

    private IDatabase Database => _redis.GetDatabase();

    private string States => $"{_serviceId}/state/";

    /// <summary>A key that is there while an import is under way.</summary>
    public static RedisKey MarkOf(string serviceId) => $"{serviceId}/import";

    public static async Task<IStoppedService> OpenAsync(WebApplication host, ClusterSettings cluster)
    {
        StoppedCluster service = new(host, await ConnectAsync(cluster.Redis), cluster.ServiceId);
        try
        {
            await ReachAsync(service.StartAsync);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<MovedRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await ReachAsync(() => Database.KeyExistsAsync(MarkOf(_serviceId))))
        {
            throw new MoveException($"An import into {Place} did not end. Nothing is exported.");
        }

        // A scan may name a key twice.
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var server in Primaries)
        {
            await foreach (var keys in server.KeysAsync(Database.Database, Pattern, 1_000).Chunk(ReadsAtOnce).WithCancellation(cancellationToken))
            {
                var found = await ReachAsync(() => Task.WhenAll(keys.Select(key => key.ToString()).Where(seen.Add).Select(StateAsync)));
                foreach (var state in found.OfType<MovedState>())
                {
                    yield return state;
                }
            }
        }

        // From 0 to 0 is the whole ring.
        foreach (var entry in (await ReachAsync(() => _reminders.ReadRows(0, 0))).Reminders)
        {
            yield return new MovedReminder(
                entry.GrainId.Type.ToString()!, entry.GrainId.Key.ToString()!, entry.ReminderName, entry.StartAt.ToUniversalTime(), entry.Period);
        }
    }

    public Task BeginAsync(string mark) => ReachAsync(async () =>
    {
        if (await Database.StringGetAsync(MarkOf(_serviceId)) is { HasValue: true } begun)
        {
            _goesOn = begun == mark
                ? true
                : throw new MoveException($"Another export was imported into {Place}, and not to its end. Repeat that, or delete every key that begins with '{_serviceId}/'.");
            return;
        }

        if (await HasStateAsync() || await Database.KeyExistsAsync($"{_serviceId}/reminders"))
        {
            throw new MoveException($"{Place} is not empty. Choose another service id (Cluster:ServiceId), or delete every key that begins with '{_serviceId}/'.");
        }

        await Database.StringSetAsync(MarkOf(_serviceId), mark);
    });

    public Task WriteAsync(MovedRecord record) => ReachAsync(() => record switch
    {
        MovedState state => WriteAsync(state),
        MovedReminder reminder => _reminders.UpsertRow(new ReminderEntry
        {
            GrainId = GrainId.Create(reminder.GrainType, reminder.GrainKey),
            ReminderName = reminder.Name,
            StartAt = reminder.Due,
            Period = reminder.Period,
        }),
        _ => throw new ArgumentException($"{record.GetType()} can't be imported.", nameof(record)),
    });

    public Task EndAsync() => ReachAsync(() => Database.KeyDeleteAsync(MarkOf(_serviceId)));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>Characters that mean something in a pattern are taken as they are.</summary>
    private RedisValue Pattern => string.Concat(States.Select(letter => @"*?[]^\".Contains(letter, StringComparison.Ordinal) ? $@"\{letter}" : $"{letter}")) + "*";

    private IEnumerable<IServer> Primaries => _redis.GetServers().Where(static server => !server.IsReplica);

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisAddress redis)
    {
        try
        {
            return await redis.ConnectAsync();
        }
        catch (Exception e) when (RedisAddress.IsAway(e))
        {
            throw new MoveException(redis.Explain(e), e);
        }
    }

    private static Task ReachAsync(Func<Task> work) => ReachAsync(async () =>
    {
        await work();
        return true;
    });

    private static async Task<T> ReachAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (RedisAddress.IsAway(e) || e is RedisStorageException or RedisRemindersException)
        {
            throw new MoveException($"Redis failed: {e.Message} What was begun can be repeated.", e);
        }
    }

    private async Task StartAsync()
    {
        SiloLifecycleSubject lifecycle = new(NullLogger<SiloLifecycleSubject>.Instance);
        ((ILifecycleParticipant<ISiloLifecycle>)_storage).Participate(lifecycle);
        await lifecycle.OnStart();
        await _reminders.StartAsync();
        var membership = _host.Services.GetRequiredService<IMembershipTable>();
        await membership.InitializeMembershipTableAsync(tryInitTableVersion: false, CancellationToken.None);
        var clustering = _host.Services.GetRequiredService<IOptions<RedisClusteringOptions>>().Value;
        var cluster = _host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value;
        if (!await Database.KeyExistsAsync(clustering.CreateRedisKey(cluster)))
        {
            // No silo ever ran. Orleans' table throws where its version is missing.
            return;
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var (silo, _) in (await membership.ReadAllAsync(CancellationToken.None)).Members)
        {
            if (silo.Status != SiloStatus.Dead && now - silo.IAmAliveTime < Silence)
            {
                throw new MoveException(
                    $"The silo {silo.SiloName} ({silo.SiloAddress}) is {silo.Status}. Stop every silo; one that was killed counts as stopped after {Silence.TotalSeconds} seconds.");
            }
        }
    }

    private async Task<bool> HasStateAsync()
    {
        foreach (var server in Primaries)
        {
            if (await server.KeysAsync(Database.Database, Pattern, 1_000).AnyAsync())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Null where the state was cleared meanwhile.</summary>
    private async Task<MovedState?> StateAsync(string key)
    {
        ReadOnlyMemory<byte> bytes = await Database.HashGetAsync(key, "data");
        return bytes.Length == 0
            ? null
            : MovedState.TryRead(key[States.Length..], bytes)
                ?? throw new MoveException($"The key '{key}' is no state's. Nothing is exported.");
    }

    private async Task WriteAsync(MovedState state)
    {
        try
        {
            var grain = GrainId.Create(state.GrainType, state.GrainKey);
            await _storage.WriteStateAsync(state.Name, grain, new GrainState<BinaryData>(new BinaryData(state.Bytes)));
        }
        catch (InconsistentStateException e)
        {
            // It is there already.
            if (!_goesOn)
            {
                throw new MoveException($"The export has {state.ToPath()} twice.", e);
            }
        }
    }
}
