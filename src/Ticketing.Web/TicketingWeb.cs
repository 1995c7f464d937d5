using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.WebEncoders;
using Ticketing.Web.Bookings;
using Ticketing.Web.Door;
using Ticketing.Web.Events;
using Ticketing.Web.Holds;
using Ticketing.Web.Http;
using Ticketing.Web.My;
using Ticketing.Web.Organize;
using Ticketing.Web.SignIn;
using Ticketing.Web.Texts;
using Ticketing.Web.Waitlists;

namespace Ticketing.Web;

/// <summary>Pages for people, in front of the same services as the API.</summary>
public static class TicketingWeb
{
    /// <summary>The host registers <see cref="PageOptions"/>, and decides where the keys are kept that sign forms and cookies (data protection).</summary>
    public static IServiceCollection AddTicketingWeb(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(static options =>
        {
            options.Cookie.Name = "ticketing-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "form-token";
            options.SuppressXFrameOptionsHeader = true;
        });

        // Letters of every language as they are: pages say that they are UTF-8.
        services.Configure<WebEncoderOptions>(static options => options.TextEncoderSettings = new(System.Text.Unicode.UnicodeRanges.All));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, PagePreference>());
        return services
            .AddSingleton<PageServer>()
            .AddSingleton<EventPages>()
            .AddSingleton<HoldDesk>()
            .AddSingleton<CheckoutPages>()
            .AddSingleton<WaitlistPages>()
            .AddSingleton<OwnBookings>()
            .AddSingleton<BookingPages>()
            .AddSingleton<ExchangePages>()
            .AddSingleton<SignInPages>()
            .AddSingleton<MyPages>()
            .AddSingleton<DoorPages>()
            .AddSingleton<PictureApi>()
            .AddSingleton<OrganizePages>();
    }

    public static void MapTicketingWeb(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<PageServer>().InvokeAsync);
        app.MapMethods("/assets/{build}/{**path}", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)StaticFiles.ServeAsync).ExcludeFromDescription();
        app.MapMethods("/embed.js", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(static http => StaticFiles.ServeForOthersAsync(http, "embed/embed.js"))).ExcludeFromDescription();
        app.MapForm("/language", LanguageSwitch.ChooseAsync);
        app.Services.GetRequiredService<EventPages>().Map(app);
        app.Services.GetRequiredService<CheckoutPages>().Map(app);
        app.Services.GetRequiredService<WaitlistPages>().Map(app);
        app.Services.GetRequiredService<BookingPages>().Map(app);
        app.Services.GetRequiredService<ExchangePages>().Map(app);
        app.Services.GetRequiredService<SignInPages>().Map(app);
        app.Services.GetRequiredService<MyPages>().Map(app);
        app.Services.GetRequiredService<DoorPages>().Map(app);
        app.Services.GetRequiredService<PictureApi>().Map(app);
        app.Services.GetRequiredService<OrganizePages>().Map(app);
    }
}
