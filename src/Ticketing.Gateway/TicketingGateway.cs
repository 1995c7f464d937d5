using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ticketing.Auditing;
using Ticketing.Availability;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Idempotency;
using Ticketing.Operations;
using Ticketing.Payments;
using Ticketing.Seats;
using Ticketing.Security;
using Ticketing.Streaming;
using Ticketing.Tickets;
using Ticketing.Venues;
using Ticketing.Webhooks;
using Ticketing.Waitlists;

namespace Ticketing;

/// <summary>HTTP in front of the grains.</summary>
public static class TicketingGateway
{
    /// <summary>The tag of a request's activity that has the caller's <c>X-Correlation-ID</c>; without it the trace id is that.</summary>
    public const string CorrelationTag = "correlation_id";

    public static IServiceCollection AddTicketingGateway(this IServiceCollection services) => services
        .AddRouting()
        .AddTicketingSecurity()
        .AddSingleton<EventCatalog>()
        .AddSingleton<BookingDesk>()
        .AddSingleton<SeatCounter>()
        .AddSingleton<IdempotencyGate>()
        .AddSingleton<GatewayMetrics>()
        .AddSingleton<MetricsCollector>()
        .AddSingleton<Outages>()
        .AddSingleton<AuditTrail>()
        .AddSingleton<AuditRegister>()
        .AddSingleton<AuditApi>()
        .AddSingleton<RouteServer>()
        .AddSingleton<VenuesApi>()
        .AddSingleton<EventsApi>()
        .AddSingleton<EventStreams>()
        .AddSingleton<StreamApi>()
        .AddSingleton<HoldsApi>()
        .AddSingleton<BookingOffice>()
        .AddSingleton<BlockedCustomers>()
        .AddSingleton<CancellationApi>()
        .AddSingleton<CustomersApi>()
        .AddSingleton<PersonalDataExport>()
        .AddSingleton<PersonalDataApi>()
        .AddSingleton<BookingRegister>()
        .AddSingleton<BookingsApi>()
        .AddSingleton<ExchangeOffice>()
        .AddSingleton<ExchangesApi>()
        .AddSingleton<TicketDesk>()
        .AddSingleton<TicketsApi>()
        .AddSingleton<CheckInOffice>()
        .AddSingleton<CheckInApi>()
        .AddSingleton<AdmissionsApi>()
        .AddSingleton<TransferOffice>()
        .AddSingleton<TransfersApi>()
        .AddSingleton<FinalizationApi>()
        .AddSingleton<AdminBookingsApi>()
        .AddSingleton<PaymentsApi>()
        .AddSingleton<AvailabilityApi>()
        .AddSingleton<WaitlistOffice>()
        .AddSingleton<WaitlistApi>()
        .AddSingleton<SeatsApi>()
        .AddSingleton<WebhooksApi>()
        .AddSingleton<OperationsApi>();

    /// <summary>Every route that the service serves.</summary>
    public static IReadOnlyList<Http.Route> RoutesOf(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EventsApi>().Routes,
        .. services.GetRequiredService<StreamApi>().Routes,
        .. services.GetRequiredService<VenuesApi>().Routes,
        .. services.GetRequiredService<HoldsApi>().Routes,
        .. services.GetRequiredService<BookingsApi>().Routes,
        .. services.GetRequiredService<ExchangesApi>().Routes,
        .. services.GetRequiredService<TicketsApi>().Routes,
        .. services.GetRequiredService<CheckInApi>().Routes,
        .. services.GetRequiredService<AdmissionsApi>().Routes,
        .. services.GetRequiredService<TransfersApi>().Routes,
        .. services.GetRequiredService<FinalizationApi>().Routes,
        .. services.GetRequiredService<AdminBookingsApi>().Routes,
        .. services.GetRequiredService<PaymentsApi>().Routes,
        .. services.GetRequiredService<AvailabilityApi>().Routes,
        .. services.GetRequiredService<WaitlistApi>().Routes,
        .. services.GetRequiredService<CustomersApi>().Routes,
        .. services.GetRequiredService<PersonalDataApi>().Routes,
        .. services.GetRequiredService<CancellationApi>().Routes,
        .. services.GetRequiredService<AuditApi>().Routes,
        .. services.GetRequiredService<SeatsApi>().Routes,
        .. services.GetRequiredService<WebhooksApi>().Routes,
        .. services.GetRequiredService<OperationsApi>().Routes,
    ];

    public static void MapTicketing(this WebApplication app)
    {
        var server = app.Services.GetRequiredService<RouteServer>();

        // Metrics are added up from the first request on.
        app.Services.GetRequiredService<MetricsCollector>();
        var routes = RoutesOf(app.Services);
        Gatekeeper.Check(routes);
        app.Use(CorrelateAsync);
        app.UseTicketingSecurity();
        app.UseStatusCodePages(context => ExplainAsync(context.HttpContext));
        foreach (var route in routes)
        {
            app.MapMethods(route.Path, [route.Method], server.Serve(route));
        }

        var document = OpenApiDocument.Of(routes);
        app.MapGet("/openapi/v1.json", http => RouteServer.SendAsync(http, new Answer(200, document)));
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.SwaggerEndpoint("/openapi/v1.json", "Ticketing.Orleans");
        });
    }

    /// <summary>A path or method that no route has is a problem document too.</summary>
    private static Task ExplainAsync(HttpContext http) => RouteServer.SendAsync(http, http.Response.StatusCode switch
    {
        404 => Problems.Write(404, "not_found", "There is nothing here."),
        405 => Problems.Write(405, "method_not_allowed", "This path does not have that method."),
        var status => Problems.Write(status, "http_error", "The request was refused."),
    });

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
