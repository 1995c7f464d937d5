using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
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
using Ticketing.Tests.Mail;
using Ticketing.Tickets;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Harness;

/// <summary>The Cluster edition's runtime: two silos of Orleans in this process, called by a client outside them.</summary>
internal sealed class Actors : IActors
{
    private const int Silos = 2;

    private readonly ClusterStore _store;
    private readonly ClusterReminders _reminders;
    private readonly TimeProvider _time;
    private readonly StrongBox<InProcessTestCluster?> _running;

    private Actors(TimeProvider time, StrongBox<InProcessTestCluster?> running, FaultyPayments payments, ClusterStore store, ClusterReminders reminders, FakeReceiver receiver, PostOffice post)
    {
        _time = time;
        _running = running;
        Payments = payments;
        _store = store;
        _reminders = reminders;
        Receiver = receiver;
        Post = post;
    }

    public IGrainFactory Grains => Cluster.Client;

    public FakeReceiver Receiver { get; }

    public PostOffice Post { get; }

    public InProcessTestCluster Cluster => _running.Value!;

    public FaultyPayments Payments { get; }

    public Func<string, WriteFault> Faults
    {
        get => _store.Faults;
        set => _store.Faults = value;
    }

    public static IActors Start(TimeProvider time) => Start(time, Silos);

    public static Actors Start(TimeProvider time, short silos)
    {
        ClusterStore store = new();
        ClusterReminders reminders = new();
        FakeReceiver receiver = new();
        PostOffice post = new();
        StrongBox<InProcessTestCluster?> running = new();
        FaultyPayments payments = new(() => running.Value!.Client, time);
        running.Value = Task.Run(() => DeployAsync(time, store, reminders, receiver, post, payments, silos)).GetAwaiter().GetResult();
        return new Actors(time, running, payments, store, reminders, receiver, post);
    }

    public async Task CrashAsync()
    {
        var lost = Cluster;
        foreach (var silo in lost.Silos.ToArray())
        {
            await lost.KillSiloAsync(silo);
        }

        await lost.DisposeAsync();
        _running.Value = await DeployAsync(_time, _store, _reminders, Receiver, Post, Payments, Silos);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static async Task<InProcessTestCluster> DeployAsync(
        TimeProvider time, ClusterStore store, ClusterReminders reminders, FakeReceiver receiver, PostOffice post, FaultyPayments payments, short silos)
    {
        InProcessTestClusterBuilder builder = new(silos);
        builder.Options.ConfigureFileLogging = false;
#pragma warning disable ORLEANSEXP003 // the directory that production uses
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddTicketingSilo(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10));
            silo.AddReminders();
            silo.Services
                .AddSingleton(time)
                .UseTimeProviderForBackgroundAreas(TimeProvider.System)
                .AddSingleton<IIdSource, RandomIdSource>()
                .AddSingleton(new TicketOptions())
                .AddSingleton(new FinalizationOptions())
                .AddSingleton<ITicketDocuments, TicketDocuments>()
                .AddSingleton<IMailSender>(post)
                .AddSingleton(new EventDefaults(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2)))
                .AddSingleton(FeedOptions.Default)
                .AddSingleton<HoldFollowers>()
                .AddSingleton(payments.Providers)
                .AddSingleton(WebhookOptions.Default)
                .AddSingleton<IWebhookSender>(receiver)
                .AddSingleton(Ticketing.Waitlists.WaitlistRules.Default)
                .AddSingleton<IIncomingGrainCallFilter, GrainTracing>()
                .AddSingleton<IReminderTable>(reminders)
                .AddSingleton<IGrainStorage>(store)
                .AddKeyedSingleton<IGrainStorage>("Default", store);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
