using Orleans;

namespace Ticketing.Events;

/// <summary>What an event is about, where it is, and what the clocks there show. Null: nobody told.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-details")]
public sealed record EventDetails
{
    /// <summary>Markdown (CommonMark).</summary>
    [Id(0)]
    public string? Description { get; init; }

    /// <summary>A picture, somewhere else.</summary>
    [Id(1)]
    public string? ImageUrl { get; init; }

    /// <summary>Who gives the event.</summary>
    [Id(2)]
    public string? Organizer { get; init; }

    /// <summary>Where the venue is.</summary>
    [Id(3)]
    public string? Address { get; init; }

    [Id(4)]
    public DateTimeOffset? DoorsOpenAt { get; init; }

    /// <summary>What the clocks at the venue show: a name of the time zone database, such as <c>Europe/Berlin</c>.</summary>
    [Id(5)]
    public string? TimeZone { get; init; }
}
