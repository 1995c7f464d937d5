using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Venues;

namespace Ticketing.Plans;

/// <summary>Seat plans: of events, of venues, and made from numbers.</summary>
public interface IPlanService
{
    /// <summary>Where the event's places are. Without a plan of its own it is drawn anew when places change. Null: it has more seats than a picture shows.</summary>
    ValueTask<SeatPlan?> FindAsync(EventView view);

    /// <summary>Where the venue's places are. It never changes. Null: it has more seats than a picture shows.</summary>
    ValueTask<SeatPlan?> FindAsync(VenueView venue);

    /// <summary>What is wrong with a plan, or the sections that it makes.</summary>
    /// <param name="plan">The plan. Without a width or height it is as large as what is in it.</param>
    /// <param name="path">What the names of its members begin with.</param>
    PlanVerdict Judge(SeatPlan plan, string path);

    /// <summary>A plan of a common shape, or what is wrong with the numbers.</summary>
    PlanVerdict Generate(PlanShape shape);

    /// <summary>Keeps a plan that was judged, for events and venues that are made from it by the same request.</summary>
    Task<Guid> KeepAsync(SeatPlan plan, UInt128 request);
}

/// <summary>What a plan makes.</summary>
/// <param name="Plan">The plan, as large as what is in it at least.</param>
/// <param name="Sections">Its sections, without prices. Empty: something is wrong.</param>
/// <param name="Errors">What is wrong.</param>
public sealed record PlanVerdict(SeatPlan Plan, ImmutableArray<SectionSpec> Sections, IReadOnlyList<FieldError> Errors);
