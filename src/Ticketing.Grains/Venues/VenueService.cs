using Orleans;
using Ticketing.Identifiers;
using Ticketing.Plans;

namespace Ticketing.Venues;

public sealed class VenueService(IGrainFactory grains, IPlanService plans, IIdSource ids) : IVenueService
{
    public async Task<VenueView> CreateAsync(CreateVenue command, SeatPlan? plan, UInt128 request)
    {
        // Before the venue, which is nothing without its plan.
        var planId = plan is null ? default(Guid?) : await plans.KeepAsync(plan, request);
        while (true)
        {
            var id = Nonces.ToGuid(request);
            if (await grains.GetGrain<IVenueGrain>(id.ToString("N")).Create(command with { Request = request, PlanId = planId }) is { } venue)
            {
                return venue;
            }

            request = ids.Next();
        }
    }
}
