using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Simulation;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Mail;
using Ticketing.Payments;
using Ticketing.Receipts;
using Ticketing.Security;
using Ticketing.Tickets;
using Ticketing.Webhooks;

namespace Ticketing.Simulation;

/// <summary>What one process is made of: the real grains, the real gateway from the request's bytes to the answer's.</summary>
public sealed class ServiceParts
{
    /// <summary>Which of the gateway's resources has a route: the same in every process, so that each maps only those that it is asked for.</summary>
    private static readonly Dictionary<(string Method, string Path), int> Owners = [];

    /// <summary>What the serializer learns about a type is kept in its options: shared, since many processes start in a run.</summary>
    private static readonly IOptions<JsonOptions> Json =
        new ServiceCollection().AddTicketingGateway().BuildServiceProvider().GetRequiredService<IOptions<JsonOptions>>();
    private readonly Dictionary<(string Method, string Path), RequestDelegate> _routes = [];
    private readonly IServiceProvider _services;

    public ServiceParts(IServiceProvider services)
    {
        _services = services;
        lock (Owners)
        {
            if (Owners.Count > 0)
            {
                return;
            }

            // Without the operator's routes: their metrics listen to the whole process, and many runs share it.
            for (var resource = 0; resource < TicketingGateway.Resources.Count; resource++)
            {
                foreach (var route in Map(resource))
                {
                    Owners.Add(route, resource);
                }
            }
        }
    }

    private RequestDelegate Route(string method, string path)
    {
        if (!_routes.TryGetValue((method, path), out var route))
        {
            Map(Owners[(method, path)]);
            route = _routes[(method, path)];
        }

        return route;
    }

    private List<(string Method, string Path)> Map(int resource)
    {
        var server = _services.GetRequiredService<RouteServer>();
        Resources resources = new(_services);
        TicketingGateway.Resources[resource](resources);
        List<(string Method, string Path)> mapped = [];
        foreach (var endpoint in resources.DataSources.SelectMany(static source => source.Endpoints))
        {
            var rules = endpoint.Metadata.GetRequiredMetadata<Served>().Rules;
            mapped.Add((rules.Method, rules.Path));
            _routes[(rules.Method, rules.Path)] = http =>
            {
                http.RequestServices = _services;
                http.SetEndpoint(endpoint);
                return server.InvokeAsync(http, endpoint.RequestDelegate!);
            };
        }

        return mapped;
    }

    /// <summary>As the service sets Orleans up, but for the age, which a run is to reach.</summary>
    public static SimulatedSiloOptions SiloOptions { get; } = new() { ResponseTimeout = TimeSpan.FromSeconds(10), CollectionAge = TimeSpan.FromMinutes(2) };

    public static void AddTo(IServiceCollection services, World world, EventDefaults defaults) => services
        .AddSingleton<IIdSource>(world.Ids)
        .AddSingleton(defaults)
        .AddSingleton(FeedOptions.Default)
        .AddSingleton<HoldFollowers>()
        .AddSingleton(new TicketOptions())
        .AddSingleton(new SalesOptions())
        .AddSingleton(new FinalizationOptions())
        .AddSingleton<ITicketDocuments>(new PlainLetters())
        .AddSingleton<IMailSender>(world.Postman)
        .AddSingleton(static services => new LetterLimit(perHour: 0, services.GetRequiredService<TimeProvider>()))
        .AddSingleton(WebhookOptions.Default)
        .AddSingleton<IWebhookSender>(world.Receiver)
        .AddSingleton(new GatewayOptions())
        .AddSingleton(new PaymentProviders([world.Bank], Bank.ProviderName, Bank.Window, SellerChoice.Organizations))
        .AddSingleton(world.Lines.Rules)
        .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
        .AddSingleton(new AuthOptions())
        .AddSingleton(new RateLimitOptions())
        .AddSingleton<IReadiness>(new Ready())
        .AddTicketingServices(new BookingOptions { Timeout = Town.BookingTimeout })
        .AddTicketingGateway()
        .AddSingleton(Json)
        .AddSingleton<Outages>(new StoreOutages());

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
            http.Features.Set<IHttpRequestBodyDetectionFeature>(new WithBody());
        }

        await Route(ask.Method, ask.Route)(http);
        using var document = System.Text.Json.JsonDocument.Parse(answer.ToArray());
        return new Reply(http.Response.StatusCode, document.RootElement.Clone());
    }

    private sealed class Resources(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }

    /// <summary>As a server says that a request has a body.</summary>
    private sealed class WithBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }

    /// <summary>As the service has it for the exceptions of its stores: reminders throw them as they are.</summary>
    private sealed class StoreOutages : Outages
    {
        public override bool Is(Exception exception) => base.Is(exception) || exception is IOException;
    }

    private sealed class Ready : IReadiness
    {
        public bool IsReady => true;

        public string? Reason => null;
    }
}
