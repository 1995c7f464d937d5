namespace Ticketing.Events;

/// <summary>How far those who have booked are told of the last change of an event's time or place.</summary>
public sealed record NoticeResponse
{
    public required Guid EventId { get; init; }

    /// <summary>The event's version that they are told of.</summary>
    public required long Version { get; init; }

    /// <summary><c>running</c> or <c>done</c>.</summary>
    public required string Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null: it is running.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bookings of all events that were looked at, of <c>total</c>.</summary>
    public required long LookedAt { get; init; }

    public required long Total { get; init; }

    /// <summary>Bookings whose buyers were told.</summary>
    public required long Told { get; init; }

    /// <summary>Bookings whose letter is to be tried again.</summary>
    public required int Waiting { get; init; }

    /// <summary>Bookings whose letter was given up.</summary>
    public required long GivenUp { get; init; }

    internal static NoticeResponse Of(NoticeView notice) => new()
    {
        EventId = notice.EventId.Value,
        Version = notice.Version,
        Status = notice.FinishedAt is null ? "running" : "done",
        StartedAt = notice.StartedAt,
        FinishedAt = notice.FinishedAt,
        LookedAt = notice.LookedAt,
        Total = notice.Total,
        Told = notice.Told,
        Waiting = notice.Waiting,
        GivenUp = notice.GivenUp,
    };
}
