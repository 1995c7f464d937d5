using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Plans;
using Ticketing.Security;

namespace Ticketing.Venues;

/// <summary>Venues: named places with sections that events take over.</summary>
public sealed class VenuesApi(IGrainFactory grains, IVenueService service, IPlanService plans, IIdSource ids)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var venues = api.MapGroup("/api/v1/venues").WithTags("Venues");
        venues.MapPost("", CreateAsync).WithName("createVenue").WithSummary("Create a venue")
            .WithRules(new Rules { Access = Access.Operator, Keyed = true, BodyLimit = 8 << 20 });
        venues.MapGet("", ListAsync).WithName("listVenues").WithSummary("List the venues")
            .WithRules(new Rules { Access = Access.Open, Revalidates = true, Query = Listing.Parameters });
        venues.MapGet("{id}", GetAsync).WithName("getVenue").WithSummary("Look at a venue")
            .WithRules(new Rules { Access = Access.Open, Revalidates = true, Refusals = [RefusalCode.VenueNotFound] });
    }

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
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var venue = await service.CreateAsync(new CreateVenue { Name = body.Name, Sections = sections }, plan?.Plan, request.Secrets?.Nonce ?? ids.Next());
        return TypedResults.Created($"/api/v1/venues/{venue.VenueId}", VenueResponse.Of(venue));
    }

    private async Task<Results<Ok<VenueResponse>, Problem>> GetAsync(Request request) =>
        Guid.TryParseExact(request.Route("id"), "D", out var id) && await FindAsync(id) is { } venue
            ? TypedResults.Ok(VenueResponse.Of(venue))
            : Problems.From(RefusalCode.VenueNotFound);

    private async Task<Results<Ok<Page<VenueResponse>>, Problem>> ListAsync(Request request)
    {
        var (page, problem) = await Listing.PageAsync(grains, "venues", request);
        if (page is null)
        {
            return problem!;
        }

        var venues = await Task.WhenAll(page.Ids.Select(FindAsync));
        return TypedResults.Ok(Listing.Of(page.Next, venues.OfType<VenueView>().Select(VenueResponse.Of)));
    }
}
