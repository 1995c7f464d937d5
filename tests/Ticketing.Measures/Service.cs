using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Orleans.Storage;
using Ticketing.Documents;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Mail;
using Ticketing.Payments;
using Ticketing.Persistence;
using Ticketing.Security;
using Ticketing.Tickets;
using Ticketing.Waitlists;
using Ticketing.Webhooks;

namespace Ticketing.Measures;

/// <summary>The whole gateway over the real grains in this process, without a network between it and whoever asks.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Service(WebApplication app, EmbeddedSilo silo) => (_app, Silo, Client) = (app, silo, app.GetTestClient());

    public EmbeddedSilo Silo { get; }

    public HttpClient Client { get; }

    public static async Task<Service> StartAsync(IStateStore store, AuthOptions auth, IJwksSource? jwks = null, IIncomingGrainCallFilter? filter = null)
    {
        EmbeddedSilo? silo = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IIdSource, Ids>()
            .AddSingleton<IGrainStorageSerializer, StateSerializer>()
            .AddSingleton(new EventDefaults(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2)))
            .AddSingleton(new GatewayOptions(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(2)))
            .AddSingleton(new TicketOptions())
            .AddSingleton(new FinalizationOptions())
            .AddSingleton<ITicketDocuments, TicketDocuments>()
            .AddSingleton<IMailSender, Post>()
            .AddSingleton(FeedOptions.Default)
            .AddSingleton<HoldFollowers>()
            .AddSingleton(WebhookOptions.Default)
            .AddSingleton<IWebhookSender, Post>()
            .AddSingleton(WaitlistRules.Default)
            .AddSingleton(new PaymentProviders([], null, TimeSpan.FromMinutes(5)))
            .AddSingleton(auth)
            .AddSingleton(new RateLimitOptions())
            .AddSingleton(new CorsOptions())
            .AddSingleton<IReadiness>(new Ready())
            .AddSingleton<IGrainFactory>(_ => silo!)
            .AddTicketingGateway();
        if (jwks is not null)
        {
            builder.Services.AddSingleton(jwks);
        }

        if (filter is not null)
        {
            builder.Services.AddSingleton(filter);
        }

        var app = builder.Build();
        silo = new EmbeddedSilo(
            new EmbeddedSiloOptions { Assemblies = { typeof(IEventGrain).Assembly, typeof(SectionGrain).Assembly } }, app.Services, store);
        app.MapTicketing();
        await silo.StartAsync(CancellationToken.None);
        await app.StartAsync();
        return new Service(app, silo);
    }

    public string Token(string subject, Roles roles) => _app.Services.GetRequiredService<TokenIssuer>().Issue(subject, roles);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Silo.Kill();
    }

    private sealed class Ready : IReadiness
    {
        public bool IsReady => true;

        public string? Reason => null;
    }

    /// <summary>Nothing is sent from here.</summary>
    private sealed class Post : IMailSender, IWebhookSender
    {
        public Task<MailOutcome> SendAsync(MailLetter letter, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("No letter is measured.");

        public Task<WebhookReply> Send(WebhookMessage message, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("No webhook is measured.");
    }

    private sealed class Ids : IIdSource
    {
        public void Fill(Span<byte> bytes) => System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
    }
}
