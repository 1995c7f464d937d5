using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Plans;

namespace Ticketing.Venues;

public sealed class VenueService(IGrainFactory grains, IPlanService plans, IIdSource ids, EventDefaults defaults) : IVenueService
{
    public IReadOnlyList<FieldError> WhyNot(ImmutableArray<SectionSpec> sections) => SectionRules.Validate(sections, defaults.PoolSize);

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
