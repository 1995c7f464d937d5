using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Embedded;
using Orleans.Embedded.Storage;
using Orleans.Storage;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Mail;
using Ticketing.Payments;
using Ticketing.Persistence;
using Ticketing.Seats;
using Ticketing.Security;
using Ticketing.Tickets;
using Ticketing.Waitlists;
using Ticketing.Webhooks;

namespace Ticketing.Simulation;

/// <summary>What one process is made of: the real grains, the real gateway from the request's bytes to the answer's.</summary>
public sealed class ServiceParts
{
    private readonly Dictionary<(string Method, string Path), RequestDelegate> _routes;

    public ServiceParts(World world, Life life, IStateStore store, EventDefaults defaults, Network network)
    {
        EmbeddedSilo? silo = null;
        var services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<TimeProvider>(new SimulatedTime(world.Loop, life, world.Wall, () => Lateness(world)))
            .AddSingleton<IIdSource>(world.Ids)
            .AddSingleton<IGrainStorageSerializer, StateSerializer>()
            .AddSingleton(defaults)
            .AddSingleton(FeedOptions.Default)
            .AddSingleton<HoldFollowers>()
            .AddSingleton(new TicketOptions())
            .AddSingleton(new FinalizationOptions())
            .AddSingleton<ITicketDocuments>(new PlainLetters())
            .AddSingleton<IMailSender>(world.Postman)
            .AddSingleton(WebhookOptions.Default)
            .AddSingleton<IWebhookSender>(world.Receiver)
            .AddSingleton(new GatewayOptions(TimeSpan.FromMinutes(5), defaults.Grace) { BookingTimeout = Town.BookingTimeout })
            .AddSingleton(new PaymentProviders([world.Bank], Bank.ProviderName, Bank.Window))
            .AddSingleton(world.Lines.Rules)
            .AddSingleton(new AuthOptions())
            .AddSingleton(new RateLimitOptions())
            .AddSingleton<IReadiness>(new Ready())
            .AddSingleton<IGrainFactory>(_ => silo!)
            .AddTicketingGateway()
            .BuildServiceProvider();
        silo = Silo = new EmbeddedSilo(
            new EmbeddedSiloOptions
            {
                Assemblies = { typeof(IEventGrain).Assembly, typeof(SectionGrain).Assembly },
                Turns = new LoopTurns(world.Loop, life),
                TurnsPerDrain = 1,
                Dispatcher = network,
                HousekeepingPeriod = TimeSpan.FromSeconds(5),
                ResponseTimeout = TimeSpan.FromSeconds(30),
                CollectionAge = TimeSpan.FromMinutes(2),
                TurnEnded = grain => world.Loop.Mix(grain.Key),
            },
            services,
            store);
        var server = services.GetRequiredService<RouteServer>();

        // Without the operator's routes: their metrics listen to the whole process, and many runs share it.
        _routes = services.GetRequiredService<EventsApi>().Routes
            .Concat(services.GetRequiredService<HoldsApi>().Routes)
            .Concat(services.GetRequiredService<BookingsApi>().Routes)
            .Concat(services.GetRequiredService<ExchangesApi>().Routes)
            .Concat(services.GetRequiredService<AdminBookingsApi>().Routes)
            .Concat(services.GetRequiredService<PaymentsApi>().Routes)
            .Concat(services.GetRequiredService<TicketsApi>().Routes)
            .Concat(services.GetRequiredService<CheckInApi>().Routes)
            .Concat(services.GetRequiredService<AdmissionsApi>().Routes)
            .Concat(services.GetRequiredService<TransfersApi>().Routes)
            .Concat(services.GetRequiredService<CustomersApi>().Routes)
            .Concat(services.GetRequiredService<SeatsApi>().Routes)
            .Concat(services.GetRequiredService<WebhooksApi>().Routes)
            .Concat(services.GetRequiredService<WaitlistApi>().Routes)
            .Concat(services.GetRequiredService<FinalizationApi>().Routes)
            .ToDictionary(route => (route.Method, route.Path), server.Serve);
    }

    public EmbeddedSilo Silo { get; }

    /// <summary>Serves a request as if it had come over the wire.</summary>
    public async Task<Reply> ServeAsync(Ask ask)
    {
        var http = new DefaultHttpContext();
        var answer = new MemoryStream();
        http.Request.Method = ask.Method;
        http.Request.Path = ask.Route;
        http.Response.Body = answer;
        foreach (var (name, value) in ask.Values)
        {
            http.Request.RouteValues[name] = value;
        }

        foreach (var (name, value) in ask.Headers)
        {
            http.Request.Headers[name] = value;
        }

        if (ask.Caller is { } caller)
        {
            // Tokens have tests of their own; here somebody is known already.
            http.Request.Headers.Authorization = "Bearer";
            http.User = new CallerPrincipal(caller);
        }

        http.Request.ContentLength = 0;
        if (ask.Body is not null)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(ask.Body);
            http.Request.Body = new MemoryStream(bytes);
            http.Request.ContentLength = bytes.Length;
            http.Request.ContentType = "application/json";
        }

        await _routes[(ask.Method, ask.Route)](http);
        using var document = System.Text.Json.JsonDocument.Parse(answer.ToArray());
        return new Reply(http.Response.StatusCode, document.RootElement.Clone());
    }

    private static TimeSpan Lateness(World world) => world.Occurs("timer late", world.Faults.TimerLate)
        ? world.FaultChance.Delay(TimeSpan.FromSeconds(2))
        : TimeSpan.Zero;

    private sealed class Ready : IReadiness
    {
        public bool IsReady => true;

        public string? Reason => null;
    }
}
