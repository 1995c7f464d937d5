using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ticketing.Payments;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Web.Http;

namespace Ticketing.Web.Organize;

/// <summary>
/// The pages with which organizers sell. They sign in at the API and do everything there, under its rules and its audit: no address here
/// tells anything of anybody.
/// </summary>
public sealed class OrganizePages(AuthOptions auth, ISignInService accounts, PaymentProviders providers, PageOptions options, StaffSignIn? provider = null)
{
    public void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage("/organize", request => Show(request, "events"));
        pages.MapPage("/organize/new", request => Show(request, "form"));
        pages.MapPage("/organize/events/{id:guid}", request => Show(request, "event"));
        pages.MapPage("/organize/events/{id:guid}/edit", request => Show(request, "form"));
        pages.MapPage("/organize/events/{id:guid}/waitlist", request => Show(request, "waitlist"));
        pages.MapPage("/organize/events/{id:guid}/attendees", request => Show(request, "attendees"));
        pages.MapPage("/organize/webhooks", request => Show(request, "webhooks"));
        pages.MapPage("/organize/webhooks/{id:guid}", request => Show(request, "webhook"));
        pages.MapPage("/organize/audit", request => Show(request, "audit"));
        pages.MapPage("/organize/blocked", request => Show(request, "blocked"));
        pages.MapPage("/organize/staff", request => Show(request, "staff"));
        pages.MapPage("/organize/keys", request => Show(request, "keys"));
        pages.MapPage("/organize/payouts", request => Show(request, "payouts"));
        pages.MapPage("/organize/bookings/{id:guid}", request => Show(request, "booking"));
    }

    private Task<IResult> Show(PageRequest request, string view) => Task.FromResult(request.Page<OrganizePage>(new()
    {
        [nameof(OrganizePage.View)] = view,
        [nameof(OrganizePage.MailsLinks)] = accounts.IsOn,
        [nameof(OrganizePage.Provider)] = provider?.Name,
        [nameof(OrganizePage.HasAccounts)] = providers.Accounts is not null,
        [nameof(OrganizePage.HoldTtl)] = options.HoldTtl,
        [nameof(OrganizePage.MayGoWithout)] = auth.Mode == AuthMode.Guest,
    }));
}
