using Orleans;
using Orleans.Embedded;
using Orleans.Embedded.Journal;
using Orleans.Embedded.Storage;
using Ticketing.Configuration;
using Ticketing.Events;
using Ticketing.Inventory;
using Ticketing.Moving;

namespace Ticketing.Hosting;

/// <summary>The Embedded edition: grains and a journal in this process.</summary>
internal static class EmbeddedRuntime
{
    public static void AddActorRuntime(this WebApplicationBuilder builder, TicketingSettings settings)
    {
        builder.Services
            .AddSingleton<Readiness>()
            .AddSingleton<IReadiness>(services => services.GetRequiredService<Readiness>())
            .AddSingleton<EmbeddedHost>()
            .AddSingleton(services => services.GetRequiredService<EmbeddedHost>().Silo)
            .AddSingleton<IGrainFactory>(services => services.GetRequiredService<EmbeddedHost>().Silo)
            .AddHostedService(services => services.GetRequiredService<EmbeddedHost>());
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(9));
    }

    public static Task<IStoppedService> OpenStoppedAsync(this WebApplicationBuilder builder, bool toImport) =>
        StoppedJournal.OpenAsync(TicketingSettings.From(builder.Configuration), toImport);

    /// <summary>Starts before the first request is taken, stops after the last one is answered.</summary>
    private sealed class EmbeddedHost : IHostedService, IDisposable
    {
        private readonly SystemJournalDisk _disk;
        private readonly JournalStateStore _journal;

        public EmbeddedHost(TicketingSettings settings, Readiness readiness, IServiceProvider services)
        {
            _disk = new SystemJournalDisk(settings.StoragePath);
            _journal = Open(_disk, new JournalOptions { SegmentBytes = settings.SegmentBytes });
            StoppedJournal.RequireWholeAsync(_journal, settings.StoragePath).GetAwaiter().GetResult();
            _journal.Faulted += readiness.Failed;
            Silo = new EmbeddedSilo(
                new EmbeddedSiloOptions { Assemblies = { typeof(IEventGrain).Assembly, typeof(SectionGrain).Assembly } },
                services,
                _journal);
        }

        public EmbeddedSilo Silo { get; }

        public Task StartAsync(CancellationToken cancellationToken) => Silo.StartAsync(cancellationToken);

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await Silo.StopAsync(cancellationToken);
            await _journal.DisposeAsync();
        }

        private static JournalStateStore Open(SystemJournalDisk disk, JournalOptions options)
        {
            try
            {
                return JournalStateStore.OpenAsync(disk, options).GetAwaiter().GetResult();
            }
            catch (JournalCorruptException e)
            {
                // Said in one line, like everything that keeps the service from starting.
                throw new IOException(e.Message, e);
            }
        }

        public void Dispose() => _disk.Dispose();
    }
}
