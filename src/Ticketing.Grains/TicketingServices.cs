using Microsoft.Extensions.DependencyInjection;
using Ticketing.Events;
using Ticketing.Holds;

namespace Ticketing;

/// <summary>Use cases that take several grains.</summary>
public static class TicketingServices
{
    public static IServiceCollection AddTicketingServices(this IServiceCollection services) => services
        .AddSingleton<Outages>()
        .AddSingleton<IEventCatalog, EventCatalog>()
        .AddSingleton<IHoldService, HoldService>();
}
