using Orleans;

namespace Ticketing.Events;

/// <summary>When and where an event is. Null: nobody told.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-schedule")]
public sealed record EventSchedule
{
    [Id(0)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(1)]
    public DateTimeOffset? EndsAt { get; init; }

    [Id(2)]
    public DateTimeOffset? DoorsOpenAt { get; init; }

    [Id(3)]
    public string? Venue { get; init; }

    [Id(4)]
    public string? Address { get; init; }

    public static EventSchedule Of(DateTimeOffset? startsAt, DateTimeOffset? endsAt, string? venue, EventDetails? details) => new()
    {
        StartsAt = startsAt,
        EndsAt = endsAt,
        DoorsOpenAt = details?.DoorsOpenAt,
        Venue = venue,
        Address = details?.Address,
    };
}

/// <summary>The last change of what who has booked must know: when and where the event is, and until when they may give back.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-move")]
public sealed record EventMove
{
    /// <summary>What was held before a change may be paid a little after it: so long it counts as booked before.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The clocks of two machines differ by less: who held within it after the change may have been shown what was before.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromSeconds(30);

    /// <summary>The event's version that has it.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public DateTimeOffset At { get; init; }

    /// <summary>What was before.</summary>
    [Id(2)]
    public EventSchedule Former { get; init; } = new();

    /// <summary>Whether a booking is from before it. In doubt it is.</summary>
    /// <param name="heldAt">When its places were held. Null: bookings of older builds do not say.</param>
    /// <param name="confirmedAt">When it was confirmed. Null: it is not.</param>
    public bool Concerns(DateTimeOffset? heldAt, DateTimeOffset? confirmedAt) =>
        confirmedAt <= At || (confirmedAt <= At + Window && (heldAt is null || heldAt <= At + Doubt));
}
