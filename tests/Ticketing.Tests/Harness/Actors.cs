using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Reminders;
using Orleans.Storage;
using Orleans.TestingHost;
using Ticketing.Diagnostics;
using Ticketing.Documents;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Hosting;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Receipts;
using Ticketing.Tests.Mail;
using Ticketing.Tickets;
using Ticketing.Waitlists;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Harness;

/// <summary>
/// Silos in this process over a store in memory. A single one is called from within, as the gateway does; several are called by
/// a client outside them. Grains, their timers and reminders have the test's clock; what Orleans does for itself has the system's.
/// </summary>
internal sealed class Actors : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly short _silos;
    private readonly WaitlistRules _waitlists;
    private readonly int _lettersPerHour;
    private OngoingWork _work;
    private StoreConnection _connection;
    private InProcessTestCluster _cluster;

    public Actors(TimeProvider time, FaultyStore store, short silos, WaitlistRules? waitlists = null, int lettersPerHour = 0)
    {
        _time = time;
        _silos = silos;
        _waitlists = waitlists ?? WaitlistRules.Default;
        _lettersPerHour = lettersPerHour;
        Store = store;
        Payments = new FaultyPayments(() => Grains, time);
        (_work, _connection, _cluster) = Task.Run(DeployAsync).GetAwaiter().GetResult();
    }

    public InProcessTestCluster Cluster => _cluster;

    public IGrainFactory Grains => _silos == 1 ? _cluster.GetSiloServiceProvider().GetRequiredService<IGrainFactory>() : _cluster.Client;

    public FaultyStore Store { get; }

    /// <summary>Where webhooks go.</summary>
    public FakeReceiver Receiver { get; } = new();

    /// <summary>Where letters go that nobody asked for.</summary>
    public PostOffice Post { get; } = new();

    public FaultyPayments Payments { get; }

    public Warnings Warnings { get; } = new();

    /// <summary>Completes when nothing is under way any more, but for what hangs in the store.</summary>
    public Task QuietAsync() => _work.EndsAsync();

    /// <summary>Every activation is lost, without a word, and others start over the same store.</summary>
    public async Task CrashAsync()
    {
        await DisposeAsync();
        (_work, _connection, _cluster) = await DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Cut();
        foreach (var silo in _cluster.Silos)
        {
            await _cluster.KillSiloAsync(silo);
        }

        await _cluster.DisposeAsync();
    }

    private async Task<(OngoingWork, StoreConnection, InProcessTestCluster)> DeployAsync()
    {
        OngoingWork work = new();
        StoreConnection connection = new(Store, work);
        InProcessTestClusterBuilder builder = new(_silos);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = _silos > 1;
#pragma warning disable ORLEANSEXP003 // the directory that production uses
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.ConfigureSilo((_, silo) => Configure(silo, connection, work));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return (work, connection, cluster);
    }

    private void Configure(ISiloBuilder silo, StoreConnection connection, OngoingWork work)
    {
        silo.AddTicketingSilo(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10)).AddTicketingDirectory();
        silo.AddReminders();
        GiveItsOwnTime(silo.Services, silo.Services.Single(static service => service.ServiceType.Name == "DistributedGrainDirectory").ServiceType);
        silo.Services
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(Warnings))
            .AddSingleton(_time)
            .UseTimeProviderForBackgroundAreas(TimeProvider.System)
            .AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, new ReminderClock(_time))
            .AddSingleton<IIdSource, RandomIdSource>()
            .AddSingleton(new TicketOptions())
            .AddSingleton(new SalesOptions())
            .AddSingleton(new FinalizationOptions())
            .AddSingleton<ITicketDocuments, TicketDocuments>()
            .AddSingleton<IMailSender>(Post)
            .AddSingleton(new LetterLimit(_lettersPerHour, _time))
            .AddSingleton(BoxOffice.Defaults)
            .AddSingleton(FeedOptions.Default)
            .AddSingleton<HoldFollowers>()
            .AddSingleton(Payments.Providers)
            .AddSingleton(WebhookOptions.Default)
            .AddSingleton<IWebhookSender>(Receiver)
            .AddSingleton(_waitlists)
            .AddSingleton<IIncomingGrainCallFilter>(work)
            .AddSingleton<IIncomingGrainCallFilter, GrainTracing>()
            .AddSingleton<IReminderTable>(connection)
            .AddSingleton<IGrainStorage>(connection)
            .AddKeyedSingleton<IGrainStorage>("Default", connection);
    }

    /// <summary>The directory takes the grains' clock, alone of all that is Orleans': what it does again after a moment it would never do.</summary>
    private static void GiveItsOwnTime(IServiceCollection services, Type directory) =>
        services.AddSingleton(directory, provider => ActivatorUtilities.CreateInstance(provider, directory, TimeProvider.System));
}
