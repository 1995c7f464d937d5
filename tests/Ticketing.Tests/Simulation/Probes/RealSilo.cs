using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Ticketing.Tests.Simulation.Probes;

/// <summary>An unmodified silo. Its client is another process to it: what it sends crosses as bytes.</summary>
public sealed class RealSilo : IAsyncLifetime
{
    /// <summary>As short as a test can wait for.</summary>
    public static readonly TimeSpan ReminderPeriod = TimeSpan.FromSeconds(1);

    /// <summary>A machine may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ProbeLogs _logs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InProcessTestCluster _cluster;
    private int _scripts;

    public RealSilo()
    {
        InProcessTestClusterBuilder builder = new(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseInMemoryReminderService();
            silo.Configure<ReminderOptions>(static options => options.MinimumReminderPeriod = ReminderPeriod);
            silo.AddMemoryGrainStorageAsDefault();
            silo.Services.AddSingleton(_logs);
        });
        _cluster = builder.Build();
    }

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>What the script's probes did, in its order.</summary>
    public async Task<IReadOnlyList<string>> Run(Func<ProbeSet, ProbeLog, Task> script)
    {
        var number = Interlocked.Increment(ref _scripts).ToString(CultureInfo.InvariantCulture);
        var log = _logs.Of(number);
        var done = script(new ProbeSet(_cluster.Client, number), log);
        Assert.True(await Task.WhenAny(done, Task.Delay(Patience)) == done, $"It does not end. {string.Join("; ", log.Lines)}");
        await done;
        return log.Lines;
    }
}
