using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Serialization;
using Ticketing.Bookings;
using Ticketing.Documents;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Hosting;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Payments;
using Ticketing.Receipts;
using Ticketing.Security;
using Ticketing.Storage.Sqlite;
using Ticketing.Tickets;
using Ticketing.Waitlists;
using Ticketing.Webhooks;

namespace Ticketing.Measures;

/// <summary>The whole gateway over the real grains in this process, without a network between it and whoever asks.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Service(WebApplication app) => (_app, Client) = (app, app.GetTestClient());

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public HttpClient Client { get; }

    public Serializer Serializer => _app.Services.GetRequiredService<Serializer>();

    public static async Task<Service> StartAsync(SqliteStore store, AuthOptions auth, IJwksSource? jwks = null, IIncomingGrainCallFilter? filter = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IIdSource, RandomIdSource>()
            .AddSingleton(store)
            .AddSingleton(new EventDefaults(TimeSpan.FromMinutes(2), 100, 256, TimeSpan.FromSeconds(2)))
            .AddSingleton(new GatewayOptions())
            .AddSingleton(new TicketOptions())
            .AddSingleton(new SalesOptions())
            .AddSingleton(new FinalizationOptions())
            .AddSingleton<ITicketDocuments, TicketDocuments>()
            .AddSingleton<IMailSender, Post>()
            .AddSingleton(new LetterLimit(perHour: 0, TimeProvider.System))
            .AddSingleton(FeedOptions.Default)
            .AddSingleton<HoldFollowers>()
            .AddSingleton(WebhookOptions.Default)
            .AddSingleton<IWebhookSender, Post>()
            .AddSingleton(WaitlistRules.Default)
            .AddSingleton(new PaymentProviders([], null, TimeSpan.FromMinutes(5)))
            .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .AddSingleton(auth)
            .AddSingleton(new RateLimitOptions())
            .AddSingleton(new CorsOptions())
            .AddSingleton<IReadiness>(new Ready())
            .AddTicketingServices(new BookingOptions())
            .AddTicketingGateway();
        if (jwks is not null)
        {
            builder.Services.AddSingleton(jwks);
        }

        if (filter is not null)
        {
            builder.Services.AddSingleton(filter);
        }

        builder.Host.UseOrleans(silo => silo.AddTicketingOverSqlite());
        var app = builder.Build();
        app.MapTicketing();
        await app.StartAsync();
        return new Service(app);
    }

    public string Token(string subject, Roles roles) => _app.Services.GetRequiredService<TokenIssuer>().Issue(subject, roles);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
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
}
