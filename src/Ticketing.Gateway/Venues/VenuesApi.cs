using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Plans;
using Ticketing.Security;

namespace Ticketing.Venues;

/// <summary>Venues: named places with sections that events take over.</summary>
public sealed class VenuesApi(IGrainFactory grains, IVenueService service, IPlanService plans, StaffDirectory organizations, IIdSource ids)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var venues = api.MapGroup("/api/v1/venues").WithTags("Venues");
        venues.MapPost("", CreateAsync).WithName("createVenue").WithSummary("Create a venue")
            .WithRules(new Rules
            {
                Access = Access.Operator,
                Staff = StaffRule.OfBody<CreateVenueRequest>(StaffRoles.Managers, static body => StaffScope.Of(body.OrganizationId), RefusalCode.OrganizationNotFound),
                Keyed = true,
                BodyLimit = 8 << 20,
                Refusals = [RefusalCode.OrganizationNotFound],
            });
        venues.MapGet("", ListAsync).WithName("listVenues").WithSummary("List the venues")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.OfOrganizationInQuery(StaffRoles.Managers),
                Revalidates = true,
                Query = [new("organization_id", "For its managers: the organization's. Left out: the platform's.") { Format = "uuid" }, .. Listing.Parameters],
                Refusals = [RefusalCode.OrganizationNotFound],
            });
        venues.MapGet("{id}", GetAsync).WithName("getVenue").WithSummary("Look at a venue")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.Of(StaffRoles.Managers, async request => (await FindAsync(request))?.OrganizationId, RefusalCode.VenueNotFound),
                Revalidates = true,
                Refusals = [RefusalCode.VenueNotFound],
            });
    }

    private async Task<VenueView?> FindAsync(Request request) => Guid.TryParseExact(request.Route("id"), "D", out var id) ? await FindAsync(id) : null;

    private Task<VenueView?> FindAsync(Guid id) => grains.GetGrain<IVenueGrain>(id.ToString("N")).Get();

    private async Task<Results<Created<VenueResponse>, Problem>> CreateAsync(CreateVenueRequest body, Request request)
    {
        List<FieldError> errors = [];
        if (body is { Sections: null, Capacity: null, Plan: null })
        {
            errors.Add(new FieldError("capacity", "capacity is required."));
        }

        var plan = body.Plan?.Judged(plans, errors);
        var sections = SectionRequest.SpecsOf(body.Sections, body.Capacity, "capacity", body.Price, types: null, plan, VenueView.Priced, errors, providers: null);
        if (errors.Count == 0)
        {
            errors.AddRange(service.WhyNot(sections));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (body.OrganizationId is { } organization && await organizations.FindAsync(organization) is null)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var venue = await service.CreateAsync(new CreateVenue { Name = body.Name, Sections = sections, OrganizationId = body.OrganizationId }, plan?.Plan, request.Secrets?.Nonce ?? ids.Next());
        return TypedResults.Created($"/api/v1/venues/{venue.VenueId}", VenueResponse.Of(venue));
    }

    private async Task<Results<Ok<VenueResponse>, Problem>> GetAsync(Request request) =>
        await FindAsync(request) is { } venue && (venue.OrganizationId is null || request.Caller.IsStaff)
            ? TypedResults.Ok(VenueResponse.Of(venue))
            : Problems.From(RefusalCode.VenueNotFound);

    private async Task<Results<Ok<Page<VenueResponse>>, Problem>> ListAsync(Request request)
    {
        if (EventListQuery.WhyNotOrganization(request) is { } wrong)
        {
            return wrong;
        }

        var organization = EventListQuery.OrganizationIn(request);
        if (organization is { } named && (!request.Caller.IsStaff || await organizations.FindAsync(named) is null))
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var (page, problem) = await Listing.PageAsync(grains, VenueDirectories.Of(organization), request);
        if (page is null)
        {
            return problem!;
        }

        var venues = await Task.WhenAll(page.Ids.Select(FindAsync));
        return TypedResults.Ok(Listing.Of(page.Next, venues.OfType<VenueView>().Select(VenueResponse.Of)));
    }
}
