using Microsoft.Extensions.DependencyInjection;
using Ticketing.Attendees;
using Ticketing.Auditing;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Payments;
using Ticketing.Plans;
using Ticketing.SignIn;
using Ticketing.Tickets;
using Ticketing.Venues;
using Ticketing.Waitlists;
using Ticketing.Withholdings;

namespace Ticketing;

/// <summary>Use cases that take several grains.</summary>
public static class TicketingServices
{
    public static IServiceCollection AddTicketingServices(this IServiceCollection services, BookingOptions bookings) => services
        .AddSingleton(bookings)
        .AddSingleton<Outages>()
        .AddSingleton<IEventCatalog, EventCatalog>()
        .AddSingleton<IEventListService, EventListService>()
        .AddSingleton<IEventService, EventService>()
        .AddSingleton<IPlanService, PlanService>()
        .AddSingleton<IVenueService, VenueService>()
        .AddSingleton<IEventMessageService, EventMessageService>()
        .AddSingleton<IPaymentAccountService, PaymentAccountService>()
        .AddSingleton<ICodeService, CodeService>()
        .AddSingleton<IHoldService, HoldService>()
        .AddSingleton<IWithholdingService, WithholdingService>()
        .AddSingleton<IBookingService, BookingService>()
        .AddSingleton<IBookingListService, BookingListService>()
        .AddSingleton<IAttendeeListService, AttendeeListService>()
        .AddSingleton<IDoorService, DoorService>()
        .AddSingleton<ITypedScans, TypedScans>()
        .AddSingleton<ITicketService, TicketService>()
        .AddSingleton<IWaitlistService, WaitlistService>()
        .AddSingleton<ISignInService, SignInService>()
        .AddSingleton<IAuditService, AuditService>();
}
