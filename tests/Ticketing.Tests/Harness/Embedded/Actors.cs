using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Orleans.Storage;
using Ticketing.Diagnostics;
using Ticketing.Documents;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Mail;
using Ticketing.Persistence;
using Ticketing.Tests.Mail;
using Ticketing.Tickets;
using Ticketing.Waitlists;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Harness;

/// <summary>The Embedded edition's runtime.</summary>
internal sealed class Actors : IActors
{
    private readonly FaultyStore _store;
    private readonly ServiceProvider _services;
    private EmbeddedSilo _silo;

    internal Actors(TimeProvider time, WaitlistRules? waitlists = null, IStateStore? store = null)
    {
        _store = new FaultyStore(store ?? new MemoryStateStore());
        Payments = new FaultyPayments(() => _silo!, time);
        _services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Warnings))
            .AddSingleton(time)
            .AddSingleton<IIdSource, RandomIdSource>()
            .AddSingleton<IGrainStorageSerializer, StateSerializer>()
            .AddSingleton<IIncomingGrainCallFilter, GrainTracing>()
            .AddSingleton(new TicketOptions())
            .AddSingleton(new FinalizationOptions())
            .AddSingleton<ITicketDocuments, TicketDocuments>()
            .AddSingleton<IMailSender>(Post)
            .AddSingleton(new EventDefaults(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2)))
            .AddSingleton(FeedOptions.Default)
            .AddSingleton<HoldFollowers>()
            .AddSingleton(WebhookOptions.Default)
            .AddSingleton<IWebhookSender>(Receiver)
            .AddSingleton(waitlists ?? WaitlistRules.Default)
            .AddSingleton(Payments.Providers)
            .BuildServiceProvider();
        _silo = NewSilo();
    }

    public IGrainFactory Grains => _silo;

    public FakeReceiver Receiver { get; } = new();

    public PostOffice Post { get; } = new();

    public EmbeddedSilo Silo => _silo;

    public FaultyStore Store => _store;

    public FaultyPayments Payments { get; }

    public Warnings Warnings { get; } = new();

    public Func<string, WriteFault> Faults
    {
        get => _store.Faults;
        set => _store.Faults = value;
    }

    public static IActors Start(TimeProvider time) => new Actors(time);

    public Task CrashAsync()
    {
        _silo.Kill();
        _silo = NewSilo();
        return _silo.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _silo.Kill();
        await _services.DisposeAsync();
    }

    private EmbeddedSilo NewSilo() => new(
        new EmbeddedSiloOptions { Assemblies = { typeof(IEventGrain).Assembly, typeof(SectionGrain).Assembly } }, _services, _store);
}
