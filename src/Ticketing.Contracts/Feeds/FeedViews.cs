using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Feeds;

/// <summary>Something that happened, as others are told. What happened once has one id, however often it is told.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.feed-event")]
public sealed record FeedEvent
{
    /// <summary>The subject's UUID, a dash, and its version: unique, and the same in every telling.</summary>
    [Id(0)]
    public string Id { get; init; } = "";

    /// <summary>Such as "booking.confirmed".</summary>
    [Id(1)]
    public string Type { get; init; } = "";

    /// <summary>What it happened to, such as "bookings/{uuid}". Events of one subject are told in order.</summary>
    [Id(2)]
    public string Subject { get; init; } = "";

    /// <summary>The event on sale that it belongs to.</summary>
    [Id(3)]
    public EventId EventId { get; init; }

    [Id(4)]
    public DateTimeOffset At { get; init; }

    /// <summary>The facts: a JSON object.</summary>
    [Id(5)]
    public string Data { get; init; } = "{}";
}

/// <summary>Events in a row. What was asked for and is no longer kept is passed over.</summary>
/// <param name="First">The position of the first event; after the position that was asked for when that is no longer kept.</param>
/// <param name="Events">Durable events, in order. None: there are no more.</param>
/// <param name="End">The position that the next event will have.</param>
[GenerateSerializer, Immutable, Alias("ticketing.feed-slice")]
public sealed record FeedSlice(
    [property: Id(0)] long First,
    [property: Id(1)] ImmutableArray<FeedEvent> Events,
    [property: Id(2)] long End);
