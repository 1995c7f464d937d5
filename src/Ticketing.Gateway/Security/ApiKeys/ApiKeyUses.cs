using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Ticketing.ApiKeys;

namespace Ticketing.Security;

/// <summary>When keys were used here. It is told once a minute, and no request waits for it; what a process had not told when it was killed is lost.</summary>
public sealed partial class ApiKeyUses(IGrainFactory grains, Outages outages, TimeProvider time, ILogger<ApiKeyUses> log) : IHostedService, IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly ILogger<ApiKeyUses> _log = log;
    private ConcurrentDictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);
    private ITimer? _timer;

    /// <summary>Of a key that is known, so that there are not more of them.</summary>
    public void Note(string id, DateTimeOffset at) => _since[id] = at;

    /// <summary>When it was last used here, if that is not told yet.</summary>
    public DateTimeOffset? Of(string id) => _since.TryGetValue(id, out var at) ? at : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => _ = TellAsync(), null, Period, Period);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.WhenAny(TellAsync(), Task.Delay(LastPatience, time, cancellationToken));
    }

    public void Dispose() => _timer?.Dispose();

    private async Task TellAsync()
    {
        var told = Interlocked.Exchange(ref _since, new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        if (told.IsEmpty)
        {
            return;
        }

        try
        {
            await grains.GetGrain<IApiKeysGrain>(IApiKeysGrain.All).Used([.. told.Select(static use => new ApiKeyUse(use.Key, use.Value))]);
        }
        catch (Exception e) when (outages.Is(e))
        {
            // With the next ones.
            LogNotTold(e, told.Count);
            foreach (var (id, at) in told)
            {
                _since.TryAdd(id, at);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When {Count} API keys were last used could not be noted")]
    private partial void LogNotTold(Exception exception, int count);
}
