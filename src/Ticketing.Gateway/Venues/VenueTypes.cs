using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Plans;

namespace Ticketing.Venues;

/// <summary>A new venue: its places are a number, or sections.</summary>
public sealed record CreateVenueRequest
{
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Whose it is to be: for its own events alone. Left out: the platform's, for everybody's.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>How many places one general section has, where no sections are given.</summary>
    [Range(1, SectionRequest.MostPlaces)]
    public int? Capacity { get; init; }

    /// <summary>What each of so many places costs, or of a plan, as a decimal number, in the currency of the event. Left out: nothing.</summary>
    public Amount? Price { get; init; }

    /// <summary>What events at the venue take over. With a plan: what its sections cost.</summary>
    [Length(1, SectionRequest.Most)]
    public IReadOnlyList<SectionRequest>? Sections { get; init; }

    /// <summary>Where its places are. Events take it over, too.</summary>
    public SeatPlanDocument? Plan { get; init; }
}

/// <summary>A venue.</summary>
public sealed record VenueResponse
{
    public required Guid VenueId { get; init; }

    public required string Name { get; init; }

    /// <summary>Whose it is. Not there: the platform's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? OrganizationId { get; init; }

    /// <summary>How many places, of all sections.</summary>
    public required int Capacity { get; init; }

    public required IReadOnlyList<VenueSectionResponse> Sections { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static VenueResponse Of(VenueView venue) => new()
    {
        VenueId = venue.VenueId,
        Name = venue.Name,
        OrganizationId = venue.OrganizationId,
        Capacity = venue.Capacity,
        Sections = [.. venue.Sections.Select(static section => new VenueSectionResponse
        {
            Id = section.SectionId,
            Name = section.Name,
            Kind = section.Kind,
            Capacity = section.Kind == SectionKind.General ? section.Capacity : section.Rows.Sum(static row => row.Seats),
        })],
        CreatedAt = venue.CreatedAt,
    };
}

/// <summary>A section of a venue.</summary>
public sealed record VenueSectionResponse
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required SectionKind Kind { get; init; }

    /// <summary>How many places.</summary>
    public required int Capacity { get; init; }
}
