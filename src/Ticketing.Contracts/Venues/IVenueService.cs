using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Plans;

namespace Ticketing.Venues;

/// <summary>Creates venues.</summary>
public interface IVenueService
{
    /// <summary>What is wrong with the sections of a hall; empty: nothing is.</summary>
    IReadOnlyList<FieldError> WhyNot(ImmutableArray<SectionSpec> sections);

    /// <summary>Creates it under an id that nobody has yet.</summary>
    /// <param name="command">All but the request and the plan.</param>
    /// <param name="plan">The plan of its hall, which made its sections. Null: there is none.</param>
    /// <param name="request">Again with the same: the same venue.</param>
    Task<VenueView> CreateAsync(CreateVenue command, SeatPlan? plan, UInt128 request);
}
