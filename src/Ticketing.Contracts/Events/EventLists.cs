using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Events;

/// <summary>What lists of events are ordered by.</summary>
public enum EventOrder
{
    /// <summary>When they were created.</summary>
    Created,

    /// <summary>When they start. Those without a start come last, in either direction.</summary>
    Start,

    /// <summary>What they are called, without regard to capitals and accents.</summary>
    Name,
}

/// <summary>Which events are wanted of a list, and in which order. Null: any.</summary>
public sealed record EventQuery
{
    /// <summary>Who asks is of staff: drafts and unlisted events are there, and what was written before the question is in the answer.</summary>
    public bool IsForStaff { get; init; }

    /// <summary>Those that are put away, and no others; else none of them.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Each of its words begins one of the event's name, organizer, venue or address.</summary>
    public string? Text { get; init; }

    public EventStatus? Status { get; init; }

    /// <summary>It starts then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>It starts before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>It starts on that day or later, by the clocks at its venue.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>It starts on that day or earlier, by the clocks at its venue.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>It is not over then.</summary>
    public DateTimeOffset? GoesOnAt { get; init; }

    /// <summary>It is this organization's.</summary>
    public Guid? OrganizationId { get; init; }

    public Guid? VenueId { get; init; }

    /// <summary>The words of its venue's name are these, in this order.</summary>
    public string? Venue { get; init; }

    /// <summary>The words of its organizer's name are these, in this order.</summary>
    public string? Organizer { get; init; }

    public string? Currency { get; init; }

    public EventOrder Order { get; init; }

    /// <summary>From the last to the first.</summary>
    public bool IsDescending { get; init; }
}

/// <summary>Where somebody stands in an ordered list: behind the event that had this key, and this position among all that were ever created.</summary>
public readonly record struct EventPlace(string Key, int Position);

/// <summary>A part of a list of events.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">Where the list goes on. Null: this is its end.</param>
/// <param name="Total">How many there are in all parts.</param>
public sealed record EventList(IReadOnlyList<EventView> Items, EventPlace? Next, int Total);

/// <summary>Finds events. Each process keeps what it looks for in memory, and learns of changes before it answers staff; others may get what was a second ago.</summary>
public interface IEventListService
{
    /// <param name="query">Which events.</param>
    /// <param name="after">Where an earlier part ended. Null: from the beginning.</param>
    /// <param name="skip">How many are passed over.</param>
    /// <param name="limit">How many there are in the answer at most. One that was changed a moment ago, so that it is not wanted any more, leaves a gap.</param>
    Task<EventList> ListAsync(EventQuery query, EventPlace? after, int skip, int limit);
}

/// <summary>
/// Which events were changed lately, for processes that keep lists of them. In memory alone: one that begins anew remembers nothing, and says so.
/// Keyed by <see cref="All"/>.
/// </summary>
[Alias("ticketing.changed-events")]
public interface IChangedEventsGrain : IGrainWithStringKey
{
    public const string All = "all";

    /// <summary>The event's change is durable.</summary>
    [Alias("note")]
    Task Note(Guid id);

    /// <summary>What was noted since this place of this term.</summary>
    [Alias("since")]
    Task<ChangedEvents> Since(UInt128 term, long place);
}

/// <summary>Events that were changed.</summary>
/// <param name="Term">Names the memory: another one remembers nothing of what this one was told.</param>
/// <param name="Place">Where to ask from the next time.</param>
/// <param name="Ids">Each once. Null: more than is remembered, so any may have been.</param>
[GenerateSerializer, Immutable, Alias("ticketing.changed-events-since")]
public sealed record ChangedEvents(
    [property: Id(0)] UInt128 Term,
    [property: Id(1)] long Place,
    [property: Id(2)] ImmutableArray<Guid>? Ids);
