using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ticketing.ApiKeys;
using Ticketing.Attendees;
using Ticketing.Auditing;
using Ticketing.Availability;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Customers;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Idempotency;
using Ticketing.Operations;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Plans;
using Ticketing.Receipts;
using Ticketing.Seats;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Streaming;
using Ticketing.Tickets;
using Ticketing.Venues;
using Ticketing.Webhooks;
using Ticketing.Withholdings;
using Ticketing.Waitlists;

namespace Ticketing;

/// <summary>HTTP in front of the grains.</summary>
public static class TicketingGateway
{
    /// <summary>The tag of a request's activity that has the caller's <c>X-Correlation-ID</c>; without it the trace id is that.</summary>
    public const string CorrelationTag = "correlation_id";

    public static IServiceCollection AddTicketingGateway(this IServiceCollection services) => services
        .AddRouting()
        .AddMetrics()
        .Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true)
        .ConfigureHttpJsonOptions(GatewayJson.Configure)
        .AddTicketingOpenApi()
        .AddTicketingSecurity()
        .AddSingleton<EventAccess>()
        .AddSingleton<IdempotencyGate>()
        .AddSingleton<GatewayMetrics>()
        .AddSingleton<MetricsReader>()
        .AddSingleton<AuditTrail>()
        .AddSingleton<AuditApi>()
        .AddSingleton<RouteServer>()
        .AddSingleton<FaultGuard>()
        .AddSingleton<VenuesApi>()
        .AddSingleton<EventsApi>()
        .AddSingleton<PlansApi>()
        .AddSingleton<MessagesApi>()
        .AddSingleton<CodesApi>()
        .AddSingleton<WithholdingsApi>()
        .AddSingleton<EventStreams>()
        .AddSingleton<StreamApi>()
        .AddSingleton<HoldsApi>()
        .AddSingleton<BlockedCustomers>()
        .AddSingleton<CancellationApi>()
        .AddSingleton<CustomersApi>()
        .AddSingleton<PersonalDataExport>()
        .AddSingleton<PersonalDataApi>()
        .AddSingleton<BookingsApi>()
        .AddSingleton<ExchangesApi>()
        .AddSingleton<AttendeesApi>()
        .AddSingleton<TicketLimits>()
        .AddSingleton<TicketsApi>()
        .AddSingleton<ReceiptsApi>()
        .AddSingleton<CheckInApi>()
        .AddSingleton<AdmissionsApi>()
        .AddSingleton<TransfersApi>()
        .AddSingleton<FinalizationApi>()
        .AddSingleton<AdminBookingsApi>()
        .AddSingleton<PaymentDue>()
        .AddSingleton<PaymentsApi>()
        .AddSingleton<AvailabilityApi>()
        .AddSingleton<WaitlistApi>()
        .AddSingleton<SeatsApi>()
        .AddSingleton<OrganizationsApi>()
        .AddSingleton<ApiKeysApi>()
        .AddSingleton<PaymentAccountsApi>()
        .AddSingleton<SignInApi>()
        .AddSingleton<WebhooksApi>()
        .AddSingleton<OperationsApi>();

    /// <summary>The rules of every endpoint that was mapped.</summary>
    public static IReadOnlyList<Rules> RulesOf(IServiceProvider services) =>
        [.. services.GetRequiredService<EndpointDataSource>().Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<Served>()?.Rules).OfType<Rules>()];

    public static void MapTicketing(this WebApplication app)
    {
        var server = app.Services.GetRequiredService<RouteServer>();

        // Metrics are added up from the first request on.
        app.Services.GetRequiredService<MetricsReader>();
        app.Use(CorrelateAsync);
        app.UseTicketingSecurity();

        // Endpoints with rules do all of this themselves. By itself the framework would authenticate before everything else.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseWhen(static http => http.GetEndpoint()?.Metadata.GetMetadata<Served>() is null, others => others
            .Use(app.Services.GetRequiredService<FaultGuard>().ServeAsync)
            .UseAuthentication()
            .UseStatusCodePages(static context => ExplainAsync(context.HttpContext)));
        app.Use(server.InvokeAsync);
        foreach (var map in Resources)
        {
            map(app);
        }

        app.Services.GetRequiredService<OperationsApi>().Map(app);
        app.Services.GetRequiredService<StreamApi>().Map(app);
        app.MapTicketingOpenApi();
        PlansApi.MapSchema(app);
        app.UseWhen(static http => http.Request.Path.StartsWithSegments("/docs"), static docs => docs.Use(ServeHeadAsync).UseSwaggerUI(static options =>
        {
            options.RoutePrefix = "docs";
            options.SwaggerEndpoint("/openapi/v1.json", "Ticketing.Orleans");
        }));
    }

    /// <summary>What maps every resource but streams, which last, and those of operators.</summary>
    public static IReadOnlyList<Action<IEndpointRouteBuilder>> Resources { get; } =
    [
        static api => Of<EventsApi>(api).Map(api),
        static api => Of<PlansApi>(api).Map(api),
        static api => Of<MessagesApi>(api).Map(api),
        static api => Of<CodesApi>(api).Map(api),
        static api => Of<WithholdingsApi>(api).Map(api),
        static api => Of<CancellationApi>(api).Map(api),
        static api => Of<VenuesApi>(api).Map(api),
        static api => Of<HoldsApi>(api).Map(api),
        static api => Of<BookingsApi>(api).Map(api),
        static api => Of<ExchangesApi>(api).Map(api),
        static api => Of<AttendeesApi>(api).Map(api),
        static api => Of<AdminBookingsApi>(api).Map(api),
        static api => Of<PaymentsApi>(api).Map(api),
        static api => Of<TicketsApi>(api).Map(api),
        static api => Of<ReceiptsApi>(api).Map(api),
        static api => Of<TransfersApi>(api).Map(api),
        static api => Of<FinalizationApi>(api).Map(api),
        static api => Of<CheckInApi>(api).Map(api),
        static api => Of<AdmissionsApi>(api).Map(api),
        static api => Of<WaitlistApi>(api).Map(api),
        static api => Of<CustomersApi>(api).Map(api),
        static api => Of<PersonalDataApi>(api).Map(api),
        static api => Of<AuditApi>(api).Map(api),
        static api => Of<WebhooksApi>(api).Map(api),
        static api => Of<AvailabilityApi>(api).Map(api),
        static api => Of<SeatsApi>(api).Map(api),
        static api => Of<OrganizationsApi>(api).Map(api),
        static api => Of<ApiKeysApi>(api).Map(api),
        static api => Of<PaymentAccountsApi>(api).Map(api),
        static api => Of<SignInApi>(api).Map(api),
    ];

    private static T Of<T>(IEndpointRouteBuilder api)
        where T : class => api.ServiceProvider.GetRequiredService<T>();

    /// <summary>Pages that know only GET: their headers, and nothing of their body.</summary>
    private static async Task ServeHeadAsync(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        var body = http.Response.Body;
        (http.Request.Method, http.Response.Body) = (HttpMethods.Get, Stream.Null);
        try
        {
            await next(http);
        }
        finally
        {
            (http.Request.Method, http.Response.Body) = (HttpMethods.Head, body);
        }
    }

    /// <summary>A path or method that no route has is a problem document too; OPTIONS is told what a path has (RFC 9110, 9.3.7).</summary>
    private static Task ExplainAsync(HttpContext http)
    {
        var response = http.Response;
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            // Routing has named the methods of all routes of this path; that they can be asked for is known here alone.
            response.Headers.Allow = $"{response.Headers.Allow}, {HttpMethods.Options}";
            if (HttpMethods.IsOptions(http.Request.Method))
            {
                return RouteServer.SendAsync(http, new Answer(StatusCodes.Status204NoContent, default));
            }
        }

        return RouteServer.SendAsync(http, response.StatusCode switch
        {
            404 => Problems.Write(404, "not_found", "There is nothing here."),
            405 => Problems.Write(405, "method_not_allowed", "This path does not have that method."),
            var status => Problems.Write(status, "http_error", "The request was refused."),
        });
    }

    private static Task CorrelateAsync(HttpContext http, RequestDelegate next)
    {
        var id = http.Request.Headers["X-Correlation-ID"].ToString();
        var activity = System.Diagnostics.Activity.Current;
        if (id.Length is 0 or > 128 || id.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            id = activity?.TraceId.ToString() ?? http.TraceIdentifier;
        }
        else
        {
            // What is logged on the way finds it there.
            activity?.SetTag(CorrelationTag, id);
        }

        http.Response.Headers["X-Correlation-ID"] = id;
        return next(http);
    }
}
